import type { RelayErrorCode } from './source-status.ts';

/** Bound of text that a server may put into an error. */
const MAX_MESSAGE_CHARS = 500;

export const GRPC_UNIMPLEMENTED = 12;

/** The only error that leaves this room. */
export class RelayError extends Error {
  override readonly name = 'RelayError';
  readonly code: RelayErrorCode;
  /** The gRPC status that the server answered; undefined when the fault lies below gRPC. */
  readonly grpcStatus: number | undefined;

  constructor(code: RelayErrorCode, message: string, cause?: unknown, grpcStatus?: number) {
    super(message.slice(0, MAX_MESSAGE_CHARS), { cause });
    this.code = code;
    this.grpcStatus = grpcStatus;
  }
}

/** Row = gRPC status. */
const GRPC_STATUS: readonly (readonly [name: string, code: RelayErrorCode])[] = [
  ['OK', 'ended'],
  ['CANCELLED', 'ended'],
  ['UNKNOWN', 'protocol'],
  ['INVALID_ARGUMENT', 'configuration'],
  ['DEADLINE_EXCEEDED', 'unavailable'],
  ['NOT_FOUND', 'protocol'],
  ['ALREADY_EXISTS', 'protocol'],
  ['PERMISSION_DENIED', 'denied'],
  ['RESOURCE_EXHAUSTED', 'overloaded'],
  ['FAILED_PRECONDITION', 'protocol'],
  ['ABORTED', 'unavailable'],
  ['OUT_OF_RANGE', 'protocol'],
  ['UNIMPLEMENTED', 'protocol'],
  ['INTERNAL', 'protocol'],
  ['UNAVAILABLE', 'unavailable'],
  ['DATA_LOSS', 'protocol'],
  ['UNAUTHENTICATED', 'denied'],
];

/** What a call ended with; `message` is as sent, percent-encoded. */
export function errorFromGrpcStatus(status: number, message: string): RelayError {
  const [name, code] = GRPC_STATUS[status] ?? [`status ${status}`, 'protocol' as const];
  if (status === 0) return new RelayError(code, 'the server ended the stream', undefined, status);
  return new RelayError(code, `the server answered ${name}: ${percentDecoded(message)}`, undefined, status);
}

/** An answer that carries no gRPC status. */
export function errorFromHttpAnswer(httpStatus: number, contentType: string): RelayError {
  const message = `the server answered HTTP ${httpStatus} ${contentType}, which is not gRPC; is this the address of a relay?`;
  if (httpStatus === 401 || httpStatus === 403) return new RelayError('denied', message);
  if (httpStatus === 429 || (httpStatus >= 502 && httpStatus <= 504)) return new RelayError('unavailable', message);
  return new RelayError('protocol', message);
}

/** HTTP/2 error codes after which the same request may succeed. */
const HTTP2_PASSING: ReadonlySet<number> = new Set([0 /* NO_ERROR */, 7 /* REFUSED_STREAM */, 8 /* CANCEL */]);
const HTTP2_ENHANCE_YOUR_CALM = 11;

/** `what` happened with that HTTP/2 error code: GOAWAY, or the reset of a stream. */
export function errorFromHttp2Code(what: string, code: number): RelayError {
  if (code === HTTP2_ENHANCE_YOUR_CALM) {
    return new RelayError('overloaded', `${what}: it asks for fewer requests or pings`);
  }
  if (HTTP2_PASSING.has(code)) return new RelayError('unavailable', what);
  return new RelayError('protocol', `${what} with HTTP/2 error ${code}`);
}

/** What is wrong and what to do, by error code of Node or OpenSSL. */
const TLS_TEXT: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', "the server's certificate or its CA has expired; renew it"],
  ['CERT_NOT_YET_VALID', "the server's certificate is not valid yet; check the clocks"],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "the server's certificate is for other names; set --tls-server-name to one of them"],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', "the server's certificate is self-signed; give its CA with --tls-ca-cert-files"],
  ['SELF_SIGNED_CERT_IN_CHAIN', "the server's CA is not trusted; give it with --tls-ca-cert-files"],
  ['UNABLE_TO_GET_ISSUER_CERT', "the server's CA is not trusted; give it with --tls-ca-cert-files"],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', "the server's CA is not trusted; give it with --tls-ca-cert-files"],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', "the server's CA is not trusted; give it with --tls-ca-cert-files"],
  [
    'CERT_SIGNATURE_FAILURE',
    "the server's certificate was signed by another CA of the same name; check --tls-ca-cert-files",
  ],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'the server wants a client certificate; set --tls-client-cert-file'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'the server does not trust our client certificate; check --tls-client-cert-file'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'the server refused our client certificate; check --tls-client-cert-file'],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'the server refused our client certificate; check --tls-client-cert-file'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'our client certificate has expired; renew it'],
  ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'our client certificate has expired; renew it'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'the server does not speak TLS 1.3'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'the server does not speak TLS 1.3'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'the server does not speak TLS; give its address without tls://'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'the server does not speak TLS; give its address without tls://'],
]);

/** `where` is the address that was tried. */
export function errorFromSocket(reason: unknown, where: string): RelayError {
  if (reason instanceof RelayError) return reason;
  const code = codeOf(reason);
  const text = TLS_TEXT.get(code);
  const said = reason instanceof Error ? firstLine(reason.message) : String(reason);
  if (text !== undefined) return new RelayError('tls', `${where}: ${text} (${said})`, reason);
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('CERT_') || code === 'EPROTO') {
    return new RelayError('tls', `${where}: TLS failed (${said})`, reason);
  }
  if (code.startsWith('ERR_HTTP2')) return new RelayError('protocol', `${where}: HTTP/2 failed (${said})`, reason);
  return new RelayError('unavailable', `${where}: ${said === '' ? code : said}`, reason);
}

function codeOf(reason: unknown): string {
  if (!(reason instanceof Error) || !('code' in reason)) return '';
  return typeof reason.code === 'string' ? reason.code : '';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A server may send a bare percent sign; the text as sent is still the best there is.
    return text;
  }
}
