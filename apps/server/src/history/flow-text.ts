/**
 * How the bytes of a flow stand in a row: one character for each, as rows are text. What is text in a flow can be looked
 * for, and all of it is packed about as well as the bytes are: base64 takes half as much again.
 */
export function textOfBytes({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

/** The inverse. */
export function bytesOfText(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
