import { create, toBinary } from '@bufbuild/protobuf';
import { Metadata, status } from '@grpc/grpc-js';
import {
  Health,
  HealthCheckResponse_ServingStatus as ServingStatus,
  HealthCheckResponseSchema,
} from '@orrery/proto/grpc/health/v1/health_pb';
import { RpcError } from './rpc-error.ts';
import { streamRoute, unaryRoute, type ByteStream, type Route } from './service.ts';

const SERVICES: ReadonlySet<string> = new Set(['', 'observer.Observer']);

/** How often a watched state is looked at. */
const WATCH_INTERVAL_MS = 200;

export function healthRoutes(isServing: () => boolean): Route[] {
  const state = () => (isServing() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  return [
    unaryRoute(Health.method.check, new Metadata(), ({ service }) => {
      if (!SERVICES.has(service)) throw new RpcError(status.NOT_FOUND, 'unknown service');
      return create(HealthCheckResponseSchema, { status: state() });
    }),
    streamRoute(Health.method.watch, new Metadata(), ({ service }, stream) => {
      watch(stream, () => (SERVICES.has(service) ? state() : ServingStatus.SERVICE_UNKNOWN));
    }),
  ];
}

function watch(stream: ByteStream, state: () => ServingStatus): void {
  let told: ServingStatus | undefined;
  const tell = () => {
    const current = state();
    if (current === told) return;
    told = current;
    stream.write(toBinary(HealthCheckResponseSchema, create(HealthCheckResponseSchema, { status: current })));
  };
  tell();
  const timer = setInterval(tell, WATCH_INTERVAL_MS);
  stream.on('cancelled', () => clearInterval(timer));
  stream.on('close', () => clearInterval(timer));
}
