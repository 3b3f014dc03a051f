import {
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethod,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type DescService,
  type MessageShape,
} from '@bufbuild/protobuf';
import {
  status,
  type Metadata,
  type MethodDefinition,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { RpcError } from './rpc-error.ts';

/** A server stream to which encoded messages are written. */
export type ByteStream = ServerWritableStream<unknown, Uint8Array>;

/** A method with what answers it. */
export interface Route {
  readonly definition: MethodDefinition<unknown, Uint8Array>;
  readonly handler: UntypedHandleCall;
}

/** `headers` are sent as initial metadata with every answer. An `answer` of undefined is none, ever. */
export function unaryRoute<In extends DescMessage, Out extends DescMessage>(
  method: DescMethodUnary<In, Out>,
  headers: Metadata,
  answer: (request: MessageShape<In>, peer: string) => MessageShape<Out> | undefined,
): Route {
  const handler = (
    call: ServerUnaryCall<MessageShape<In>, Uint8Array>,
    done: (error: { code: status; details: string } | null, bytes?: Uint8Array) => void,
  ) => {
    call.sendMetadata(headers);
    try {
      const message = answer(call.request, call.getPeer());
      if (message !== undefined) done(null, toBinary(method.output, message));
    } catch (error) {
      done(statusOf(error));
    }
  };
  return { definition: definitionOf(method), handler: handler as UntypedHandleCall };
}

/** The handler writes encoded messages to the stream and ends it. An error that it throws becomes the status. */
export function streamRoute<In extends DescMessage, Out extends DescMessage>(
  method: DescMethodServerStreaming<In, Out>,
  headers: Metadata,
  serve: (request: MessageShape<In>, stream: ByteStream) => void,
): Route {
  const handler = (call: ServerWritableStream<MessageShape<In>, Uint8Array>) => {
    call.sendMetadata(headers);
    try {
      serve(call.request, call);
    } catch (error) {
      failStream(call, error);
    }
  };
  return { definition: definitionOf(method), handler: handler as UntypedHandleCall };
}

export function unimplementedRoute(method: DescMethod, message: string): Route {
  const handler =
    method.methodKind === 'unary'
      ? (_call: unknown, done: (error: { code: status; details: string }) => void) =>
          done({ code: status.UNIMPLEMENTED, details: message })
      : (call: ByteStream) => failStream(call, new RpcError(status.UNIMPLEMENTED, message));
  return { definition: definitionOf(method), handler: handler as UntypedHandleCall };
}

export function addService(server: Server, service: DescService, routes: readonly Route[]): void {
  const definitions: Record<string, Route['definition']> = {};
  const handlers: Record<string, UntypedHandleCall> = {};
  for (const { definition, handler } of routes) {
    if (!definition.path.startsWith(`/${service.typeName}/`))
      throw new Error(`${definition.path} is of another service`);
    definitions[definition.path] = definition;
    handlers[definition.path] = handler;
  }
  server.addService(definitions, handlers);
}

export function failStream(call: ByteStream, error: unknown): void {
  call.emit('error', statusOf(error));
}

function statusOf(error: unknown): { code: status; details: string } {
  if (error instanceof RpcError) return { code: error.code, details: error.message };
  return { code: status.INTERNAL, details: error instanceof Error ? error.message : String(error) };
}

function definitionOf(method: DescMethod): MethodDefinition<unknown, Uint8Array> {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: () => {
      throw new Error('a server does not encode requests');
    },
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    responseSerialize: asBuffer,
    responseDeserialize: (bytes) => bytes,
  };
}

/** The same memory as a Buffer. */
function asBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
