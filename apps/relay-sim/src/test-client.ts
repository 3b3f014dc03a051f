import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { Client, credentials, type ChannelCredentials, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { GetFlowsResponseSchema, Observer, type GetFlowsRequestSchema } from '@orrery/proto/observer/observer_pb';
import { vi } from 'vitest';

const WAIT = { timeout: 10_000, interval: 5 };

/** A gRPC client for tests, written against the schema only. */
export class TestClient {
  readonly #client: Client;

  constructor(address: string, options: object = {}, security: ChannelCredentials = credentials.createInsecure()) {
    this.#client = new Client(address, security, { 'grpc.use_local_subchannel_pool': 1, ...options });
  }

  unary<In extends DescMessage, Out extends DescMessage>(
    method: DescMethodUnary<In, Out>,
    request: MessageInitShape<In>,
  ): Promise<{ readonly message: MessageShape<Out>; readonly headers: Metadata }> {
    return new Promise((resolve, reject) => {
      let headers: Metadata | undefined;
      const call = this.#client.makeUnaryRequest(
        pathOf(method),
        asIs,
        (bytes) => fromBinary(method.output, bytes),
        bytesOf(method.input, request),
        { deadline: Date.now() + 5000 },
        (error, message) => {
          if (error !== null || message === undefined || headers === undefined) reject(error ?? new Error('no answer'));
          else resolve({ message, headers });
        },
      );
      call.on('metadata', (metadata: Metadata) => {
        headers = metadata;
      });
    });
  }

  stream<In extends DescMessage, Out extends DescMessage>(
    method: DescMethodServerStreaming<In, Out>,
    request: MessageInitShape<In>,
  ): TestStream<Out> {
    const call = this.#client.makeServerStreamRequest(pathOf(method), asIs, asIs, bytesOf(method.input, request));
    return new TestStream(call, method.output);
  }

  flows(request: MessageInitShape<typeof GetFlowsRequestSchema>): FlowsStream {
    const method = Observer.method.getFlows;
    return new FlowsStream(
      this.#client.makeServerStreamRequest(pathOf(method), asIs, asIs, bytesOf(method.input, request)),
      GetFlowsResponseSchema,
    );
  }

  close(): void {
    this.#client.close();
  }
}

type Call = ReturnType<Client['makeServerStreamRequest']>;

/** What a stream gave so far. */
export class TestStream<Out extends DescMessage> {
  readonly raw: Buffer[] = [];
  readonly messages: MessageShape<Out>[] = [];
  /** Messages that cannot be decoded. */
  undecodable = 0;
  headers: Metadata | undefined;
  ended = false;
  error: ServiceError | undefined;
  readonly #call: Call;

  constructor(call: Call, schema: Out) {
    this.#call = call;
    call.on('metadata', (metadata: Metadata) => {
      this.headers = metadata;
    });
    call.on('data', (bytes: Buffer) => {
      this.raw.push(bytes);
      try {
        this.messages.push(fromBinary(schema, bytes));
      } catch {
        this.undecodable++;
      }
    });
    call.on('error', (error: ServiceError) => {
      this.error = error;
    });
    call.on('end', () => {
      this.ended = true;
    });
  }

  pause(): void {
    this.#call.pause();
  }

  resume(): void {
    this.#call.resume();
  }

  cancel(): void {
    this.#call.cancel();
  }

  /** Waits until the stream has come so far. */
  until(condition: () => boolean): Promise<void> {
    return vi.waitFor(() => {
      if (!condition()) throw new Error('it did not come so far');
    }, WAIT);
  }
}

export class FlowsStream extends TestStream<typeof GetFlowsResponseSchema> {
  get uuids(): string[] {
    return this.messages.flatMap(({ responseTypes: item }) => (item.case === 'flow' ? [item.value.uuid] : []));
  }

  get statuses() {
    return this.messages.flatMap(({ responseTypes: item }) => (item.case === 'nodeStatus' ? [item.value] : []));
  }

  get lost() {
    return this.messages.flatMap(({ responseTypes: item, nodeName }) =>
      item.case === 'lostEvents' ? [{ ...item.value, nodeName }] : [],
    );
  }
}

function pathOf(method: { readonly name: string; readonly parent: { readonly typeName: string } }): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function bytesOf<T extends DescMessage>(schema: T, init: MessageInitShape<T>): Buffer {
  return Buffer.from(toBinary(schema, create(schema, init)));
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
