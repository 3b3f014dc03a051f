import { Duplex } from 'node:stream';
import { connect as connectHttp2, constants } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { FrameSplitter, windowUpdates } from './frame-splitter.ts';
import { MessageReader, requestBody } from './message-reader.ts';
import type { OnMessage } from './message-reader.ts';
import {
  errorFromGrpcStatus,
  errorFromHttp2Code,
  errorFromHttpAnswer,
  errorFromSocket,
  RelayError,
} from './relay-error.ts';

/** What the server may send on the flow stream before we have read any of it. */
const WINDOW_BYTES = 2 * 1024 * 1024;
/** Window is given back in steps of this size. */
const CREDIT_STEP_BYTES = WINDOW_BYTES / 2;
/** Bound of what a server asks us to send without reading it. Past it the connection is given up. */
const MAX_UNSENT_BYTES = 1024 * 1024;

const SETTINGS = { initialWindowSize: WINDOW_BYTES, enablePush: false };

/**
 * One connection to a gRPC server, with one flow stream and unary calls beside it. All of it shares one fate:
 * `closed` resolves with the first thing that ended the stream or the connection.
 *
 *     flow stream  ◄── FrameSplitter ◄── socket (TCP or TLS)
 *     unary calls  ◄── node:http2    ◄──┘
 */
export class Channel {
  readonly closed: Promise<RelayError>;
  /** Called for every read that brought messages of the flow stream. */
  onMessages: () => void = () => undefined;
  readonly #socket: Socket;
  readonly #where: string;
  readonly #baseHeaders: Readonly<Record<string, string>>;
  readonly #splitter: FrameSplitter;
  readonly #wire: Duplex;
  readonly #session: ClientHttp2Session;
  #followed: { readonly stream: ClientHttp2Stream; readonly reader: MessageReader } | undefined;
  #end: RelayError | undefined;
  #resolveClosed: (error: RelayError) => void = () => undefined;

  /** Owns the socket, which is connected and whose reads go to `receive`. `authority` is what requests call the server. */
  constructor(socket: Socket, scheme: 'http' | 'https', authority: string, where: string) {
    this.#socket = socket;
    this.#where = where;
    this.#baseHeaders = { ':scheme': scheme, ':authority': authority };
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#splitter = new FrameSplitter({
      take: (data, from, to) => this.#followed?.reader.push(data, from, to),
      pass: (bytes) => this.#wire.push(bytes),
    });
    // Unbounded by itself: the session reads at once, and bounds what it answers.
    this.#wire = new Duplex({
      read: () => undefined,
      // Frames of one batch are written in one go, so that window updates never fall into the middle of one.
      write: (bytes: Buffer, _encoding, done) => {
        socket.write(bytes);
        if (socket.writableLength > MAX_UNSENT_BYTES)
          this.#fail(new RelayError('protocol', 'the server does not read'));
        done();
      },
    });
    this.#wire.on('error', (reason) => this.#fail(reason));
    socket.on('error', (reason) => this.#fail(reason));
    socket.on('close', () => this.#fail(new RelayError('unavailable', `${where}: the connection was closed`)));
    this.#session = connectHttp2('http://relay', { createConnection: () => this.#wire, settings: SETTINGS });
    this.#session.on('connect', () => this.#session.setLocalWindowSize(2 * WINDOW_BYTES));
    this.#session.on('goaway', (code) => this.#fail(errorFromHttp2Code('the server is going away', code)));
    this.#session.on('error', (reason) => this.#fail(reason));
    this.#session.on('close', () => this.#fail(new RelayError('unavailable', `${where}: the connection was closed`)));
  }

  /** Resolves when the server has shown that it speaks HTTP/2; rejects with RelayError. */
  async settled(): Promise<void> {
    const settings = new Promise<undefined>((resolve) => {
      this.#session.once('remoteSettings', () => resolve(undefined));
    });
    const end = await Promise.race([settings, this.closed]);
    if (end !== undefined) throw end;
  }

  /** Starts the one flow stream. */
  follow(
    path: string,
    request: Uint8Array,
    onMessage: OnMessage,
    onAnswer: (headers: IncomingHttpHeaders) => void,
  ): void {
    const stream = this.#request(path, {});
    const reader = new MessageReader(onMessage);
    this.#followed = { stream, reader };
    if (stream.id !== undefined) this.#splitter.watch(stream.id);
    else stream.once('ready', () => this.#splitter.watch(stream.id ?? 0));
    stream.on('headers', () => this.#judge('await'));
    stream.on('response', (headers) => {
      const end = endOfAnswer(headers) ?? errorOfStatus(headers);
      if (end !== undefined) {
        this.#fail(end);
        return;
      }
      onAnswer(headers);
      this.#judge('take');
    });
    stream.on('trailers', (trailers) => {
      const end = errorOfStatus(trailers) ?? new RelayError('protocol', 'the server ended the stream without a status');
      const isCut = end.code === 'ended' && !reader.isBetweenMessages;
      this.#fail(isCut ? new RelayError('protocol', 'the server ended the stream within a message') : end);
    });
    // The close that follows says it better.
    stream.on('error', () => undefined);
    stream.on('close', () => this.#fail(errorFromHttp2Code('the server broke the stream off', stream.rstCode)));
    stream.resume();
    stream.end(requestBody(request));
  }

  /** The answer's message; rejects with RelayError, which has a `grpcStatus` if the server gave one. */
  unary(path: string, request: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const stream = this.#request(path, { 'grpc-timeout': `${timeoutMs}m` });
      const settle = (result: Uint8Array | RelayError): void => {
        clearTimeout(timer);
        if (!(result instanceof RelayError)) {
          resolve(result);
          return;
        }
        // With a status the server has ended the call; otherwise nobody has yet.
        if (result.grpcStatus === undefined) stream.close(constants.NGHTTP2_CANCEL);
        reject(result);
      };
      const timer = setTimeout(
        () => settle(new RelayError('silent', `no answer to ${path} in ${timeoutMs} ms`)),
        timeoutMs,
      );
      let answer: Uint8Array | undefined;
      const reader = new MessageReader((data, from, to) => {
        answer = Uint8Array.from(data.subarray(from, to));
      });
      stream.on('response', (headers) => {
        const end = endOfAnswer(headers) ?? errorOfStatus(headers);
        if (end !== undefined) settle(end);
      });
      stream.on('data', (chunk: Buffer) => {
        try {
          reader.push(chunk, 0, chunk.length);
        } catch (reason) {
          settle(errorFromSocket(reason, this.#where));
        }
      });
      stream.on('trailers', (trailers) => {
        const end = errorOfStatus(trailers) ?? new RelayError('protocol', `${path} was answered without a status`);
        settle(end.grpcStatus === 0 && answer !== undefined ? answer : end);
      });
      stream.on('error', (reason) => settle(errorFromSocket(reason, this.#where)));
      stream.on('close', () => settle(new RelayError('unavailable', `${path} was broken off`)));
      stream.end(requestBody(request));
    });
  }

  /** Takes what was read from the socket; the bytes are the caller's again afterwards. False: read no more for now. */
  receive(bytes: Buffer): boolean {
    this.#split(() => this.#splitter.push(bytes));
    return !this.#splitter.isJudging;
  }

  /** Ends everything at once; `closed` resolves with the reason unless something came before. */
  close(reason: RelayError): void {
    this.#fail(reason);
  }

  #request(path: string, more: Readonly<Record<string, string>>): ClientHttp2Stream {
    if (this.#end !== undefined) throw this.#end;
    return this.#session.request({
      ...this.#baseHeaders,
      ...more,
      ':method': 'POST',
      ':path': path,
      te: 'trailers',
      'content-type': 'application/grpc',
      'grpc-accept-encoding': 'identity',
      'user-agent': 'orrery',
    });
  }

  #judge(verdict: 'take' | 'await'): void {
    this.#split(() => this.#splitter.judge(verdict));
    if (!this.#splitter.isJudging) this.#socket.resume();
  }

  #split(work: () => void): void {
    if (this.#end !== undefined) return;
    const before = this.#followed?.reader.messages ?? 0;
    try {
      work();
    } catch (reason) {
      if (!(reason instanceof RelayError)) throw reason;
      this.#fail(reason);
      return;
    }
    if (this.#followed === undefined) return;
    if (this.#followed.reader.messages !== before) this.onMessages();
    const { creditBytes } = this.#splitter;
    if (creditBytes >= CREDIT_STEP_BYTES) {
      this.#splitter.creditBytes = 0;
      this.#socket.write(windowUpdates(this.#followed.stream.id ?? 0, creditBytes));
    }
  }

  #fail(reason: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = errorFromSocket(reason, this.#where);
    this.#resolveClosed(this.#end);
    this.#session?.destroy();
    this.#wire.destroy();
    this.#socket.destroy();
  }
}

/** An answer that is not gRPC. */
function endOfAnswer(headers: IncomingHttpHeaders): RelayError | undefined {
  const status = Number(headers[':status'] ?? 0);
  const contentType = headers['content-type'] ?? '';
  if (status === 200 && contentType.startsWith('application/grpc')) return undefined;
  return errorFromHttpAnswer(status, contentType);
}

/** The end of a call, if the headers are or hold its trailers. */
function errorOfStatus(headers: IncomingHttpHeaders): RelayError | undefined {
  const status = headers['grpc-status'];
  if (status === undefined) return undefined;
  const message = headers['grpc-message'];
  return errorFromGrpcStatus(/^\d{1,3}$/.test(String(status)) ? Number(status) : 2, String(message ?? ''));
}
