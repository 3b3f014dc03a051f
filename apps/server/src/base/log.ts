import { systemClock, type Clock } from './clock.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Values beside the message. An `Error` is written as its message and code; its stack only in lines of level error. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Says things to the operator: one JSON object a line, safe to print on a terminal. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log under another component name. */
  component(name: string): Log;
  /** Tells what was held back as repetition. Call before the process ends. */
  flush(): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly clock?: Clock;
  /** Takes a whole line with its newline. Standard error unless told otherwise. */
  readonly write?: (line: string) => void;
}

/** Lines of one level, component and message that pass in one window; the rest is counted. */
const REPEATS_PER_WINDOW = 10;
const REPEAT_WINDOW_MS = 10_000;
/** Messages whose repetition is watched. Past it the oldest is forgotten, after telling its count. */
const MAX_WATCHED_MESSAGES = 256;
const MAX_TEXT_CHARACTERS = 4096;
/** Of a list; the rest is left out. */
const MAX_ITEMS = 100;

export function createLog(options: LogOptions): Log {
  const sink = new Sink(options);
  return logFor(sink, 'main');
}

function logFor(sink: Sink, component: string): Log {
  return {
    debug: (message, fields) => sink.write('debug', component, message, fields),
    info: (message, fields) => sink.write('info', component, message, fields),
    warn: (message, fields) => sink.write('warn', component, message, fields),
    error: (message, fields) => sink.write('error', component, message, fields),
    component: (name) => logFor(sink, name),
    flush: () => sink.flush(),
  };
}

interface Repetition {
  readonly level: LogLevel;
  readonly component: string;
  readonly message: string;
  readonly startMs: number;
  written: number;
  heldBack: number;
}

class Sink {
  readonly #lowest: number;
  readonly #clock: Clock;
  readonly #write: (line: string) => void;
  /** In order of `startMs`, so that the expired ones are in front. */
  readonly #repetitions = new Map<string, Repetition>();

  constructor(options: LogOptions) {
    this.#lowest = LOG_LEVELS.indexOf(options.level);
    this.#clock = options.clock ?? systemClock;
    this.#write = options.write ?? ((line) => void process.stderr.write(line));
  }

  write(level: LogLevel, component: string, message: string, fields: LogFields | undefined): void {
    if (LOG_LEVELS.indexOf(level) < this.#lowest) return;
    this.#forget((repetition) => this.#clock.monotonicMs() - repetition.startMs >= REPEAT_WINDOW_MS);
    const key = `${level}\n${component}\n${message}`;
    let repetition = this.#repetitions.get(key);
    if (repetition === undefined) {
      if (this.#repetitions.size >= MAX_WATCHED_MESSAGES) this.#forgetOldest();
      repetition = { level, component, message, startMs: this.#clock.monotonicMs(), written: 0, heldBack: 0 };
      this.#repetitions.set(key, repetition);
    }
    if (repetition.written >= REPEATS_PER_WINDOW) {
      repetition.heldBack += 1;
      return;
    }
    repetition.written += 1;
    this.#line(level, component, message, fields);
  }

  flush(): void {
    this.#forget(() => true);
  }

  #forget(isOver: (repetition: Repetition) => boolean): void {
    for (const [key, repetition] of this.#repetitions) {
      if (!isOver(repetition)) return;
      this.#repetitions.delete(key);
      this.#tell(repetition);
    }
  }

  #forgetOldest(): void {
    for (const [key, repetition] of this.#repetitions) {
      this.#repetitions.delete(key);
      this.#tell(repetition);
      return;
    }
  }

  #tell(repetition: Repetition): void {
    if (repetition.heldBack === 0) return;
    this.#line(repetition.level, repetition.component, repetition.message, { held_back: repetition.heldBack });
  }

  #line(level: LogLevel, component: string, message: string, fields: LogFields | undefined): void {
    const parts = [
      `"time":${quoted(new Date(this.#clock.nowMs()).toISOString())}`,
      `"level":${quoted(level)}`,
      `"component":${quoted(component)}`,
      `"msg":${quoted(message)}`,
    ];
    for (const [name, value] of Object.entries(fields ?? {})) {
      if (value === undefined || RESERVED_NAMES.has(name)) continue;
      parts.push(`${quoted(name)}:${jsonOf(value, level === 'error')}`);
    }
    this.#write(`{${parts.join(',')}}\n`);
  }
}

const RESERVED_NAMES = new Set(['time', 'level', 'component', 'msg']);

function jsonOf(value: unknown, showStack: boolean): string {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return JSON.stringify(value);
    case 'string':
      return quoted(value);
    case 'object':
      if (value === null) return 'null';
      if (value instanceof Error) return errorJson(value, showStack);
      if (Array.isArray(value))
        return `[${value
          .slice(0, MAX_ITEMS)
          .map((item) => jsonOf(item, false))
          .join(',')}]`;
      return quoted(JSON.stringify(value));
    default:
      return quoted(String(value));
  }
}

function errorJson(error: Error, showStack: boolean): string {
  const code = 'code' in error ? `,"code":${quoted(String(error.code))}` : '';
  const stack = showStack && error.stack !== undefined ? `,"stack":${quoted(error.stack)}` : '';
  return `{"message":${quoted(error.message)}${code}${stack}}`;
}

/** A JSON string in which nothing can move a terminal's cursor, hide text or break a line. */
function quoted(text: string): string {
  const bounded = text.length > MAX_TEXT_CHARACTERS ? `${text.slice(0, MAX_TEXT_CHARACTERS)}…` : text;
  return JSON.stringify(bounded).replaceAll(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** What JSON leaves alone and a terminal or a reader's eye does not: DEL, C1, line separators, format characters. */
const UNPRINTABLE = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
