import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Colours of a picture that a palette can hold; one index each. */
const MAX_COLOURS = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The same picture with at most 256 colours, a quarter of the bytes. Takes what a browser makes: 8 bits, not interlaced. */
export function palettePng(png: Buffer): Buffer {
  const { width, height, colours } = decode(png);
  const palette = paletteOf(colours);
  const indices = Buffer.alloc((width + 1) * height);
  const nearest = nearestIn(palette);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) indices[y * (width + 1) + 1 + x] = nearest(colours[y * width + x]);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(indices, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB, row after row. */
  readonly colours: Uint32Array;
}

function decode(png: Buffer): Picture {
  let [width, height, bytesPerPixel] = [0, 0, 3];
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') {
      width = data.readUInt32BE(0);
      height = data.readUInt32BE(4);
      if (data[8] !== 8 || data[12] !== 0) throw new Error('not a PNG of 8 bits without interlace');
      bytesPerPixel = data[9] === 6 ? 4 : 3;
    } else if (kind === 'IDAT') parts.push(data);
    at += length + 12;
  }
  const stride = width * bytesPerPixel;
  const raw = inflateSync(Buffer.concat(parts));
  const colours = new Uint32Array(width * height);
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y += 1) {
    const from = y * (stride + 1);
    const row = raw.subarray(from + 1, from + 1 + stride);
    unfilter(raw[from], row, above, bytesPerPixel);
    for (let x = 0; x < width; x += 1) {
      const at = x * bytesPerPixel;
      colours[y * width + x] = (row[at] << 16) | (row[at + 1] << 8) | row[at + 2];
    }
    above = row;
  }
  return { width, height, colours };
}

/** In place, as the PNG specification has it. */
function unfilter(filter: number, row: Buffer, above: Buffer, step: number): void {
  for (let i = 0; i < row.length; i += 1) {
    const left = i < step ? 0 : row[i - step];
    const up = above[i];
    const corner = i < step ? 0 : above[i - step];
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    row[i] = (row[i] + guess) & 255;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const sum = left + up - corner;
  const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The most frequent colours exactly, and of the rest the middle of boxes that are halved where they are widest. */
function paletteOf(colours: Uint32Array): number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  if (byCount.length <= MAX_COLOURS) return byCount;
  const exact = byCount.slice(0, MAX_COLOURS / 4);
  const boxes: number[][] = [byCount.slice(exact.length)];
  while (boxes.length < MAX_COLOURS - exact.length) {
    const [at, channel] = widest(boxes);
    const box = boxes[at].sort((a, b) => ((a >> channel) & 255) - ((b >> channel) & 255));
    boxes.splice(at, 1, box.slice(0, box.length >> 1), box.slice(box.length >> 1));
  }
  return [...exact, ...boxes.map(meanColour)];
}

/** Which box spans most, and on which channel. */
function widest(boxes: readonly (readonly number[])[]): readonly [at: number, channel: number] {
  let best: readonly [number, number] = [0, 0];
  let bestSpan = -1;
  for (const [at, box] of boxes.entries()) {
    if (box.length < 2) continue;
    for (const channel of [16, 8, 0]) {
      let [low, high] = [255, 0];
      for (const colour of box) {
        const value = (colour >> channel) & 255;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      const span = (high - low) * Math.sqrt(box.length);
      if (span > bestSpan) [best, bestSpan] = [[at, channel], span];
    }
  }
  return best;
}

function meanColour(box: readonly number[]): number {
  const mean = (channel: number) =>
    Math.round(box.reduce((sum, colour) => sum + ((colour >> channel) & 255), 0) / Math.max(1, box.length));
  return (mean(16) << 16) | (mean(8) << 8) | mean(0);
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    let best = known.get(colour);
    if (best !== undefined) return best;
    best = 0;
    let bestDistance = Infinity;
    for (const [index, candidate] of palette.entries()) {
      const red = (colour >> 16) - (candidate >> 16);
      const green = ((colour >> 8) & 255) - ((candidate >> 8) & 255);
      const blue = (colour & 255) - (candidate & 255);
      const distance = 3 * red * red + 6 * green * green + blue * blue;
      if (distance < bestDistance) [best, bestDistance] = [index, distance];
    }
    known.set(colour, best);
    return best;
  };
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
