import { nearest } from '@orrery/query/nearest';
import { parseQuery } from '@orrery/query/parse';
import type { Query } from '@orrery/query/ast';

import { badRequest, RequestError } from './request-error.ts';

/** The query string of a request to the API. A name that we do not know is refused, for it would be ignored silently. */
export class Parameters {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** Those in `lists` may be given several times. */
  constructor(search: string, known: readonly string[], lists: readonly string[] = []) {
    const values = new Map<string, string[]>();
    for (const [name, value] of new URLSearchParams(search)) {
      if (!known.includes(name)) {
        const [meant] = nearest(name, known);
        throw badRequest(
          'unknown_parameter',
          `there is no parameter ${JSON.stringify(name.slice(0, 80))} here; ` +
            (meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`),
        );
      }
      const before = values.get(name);
      if (before === undefined) values.set(name, [value]);
      else if (lists.includes(name)) before.push(value);
      else throw badRequest('repeated_parameter', `${name} is given more than once; give it once`);
    }
    this.#values = values;
  }

  /** Undefined when absent or empty. */
  text(name: string): string | undefined {
    const value = this.#values.get(name)?.[0];
    return value === '' ? undefined : value;
  }

  /** All that were given, without empty ones. */
  texts(name: string, most: number): readonly string[] {
    const texts = (this.#values.get(name) ?? []).filter((value) => value !== '');
    if (texts.length <= most) return texts;
    throw badRequest(`too_many_${name}s`, `${name} is given ${texts.length} times; ${most} are answered at once`);
  }

  whole(name: string, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw badRequest(`bad_${name}`, `${name} is not a whole number from ${least} to ${most}`);
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw badRequest(`bad_${name}`, `${name} is none of ${choices.join(', ')}`);
  }

  /** `q`, parsed. */
  query(): Query {
    const result = parseQuery(this.text('q') ?? '');
    if (result.ok) return result.query;
    const [problem] = result.problems;
    if (problem === undefined) throw badRequest('bad_query', 'q is not understood');
    throw new RequestError(400, 'bad_query', `q: ${problem.message}`, {
      range: { from: problem.from, to: problem.to },
    });
  }
}
