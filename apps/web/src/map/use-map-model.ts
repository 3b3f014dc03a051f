import { useMemo, useState } from 'react';
import { clockTime } from '../base/numbers.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import type { MapChoices } from './model/map-choices.ts';
import { mapModel } from './model/build-map-model.ts';
import type { MapModel } from './model/map-model.ts';

export type PersonsChoices = Pick<
  MapChoices,
  'level' | 'opened' | 'closed' | 'unfoldFans' | 'listeningSinceMs' | 'layer7'
>;

/** What the map says of the graph; parts that did not change stay the same objects. */
export function useMapModel(grouped: GroupedGraph | undefined, choices: PersonsChoices): MapModel | undefined {
  const [teller] = useState(() => new Teller());
  const { level, opened, closed, unfoldFans, listeningSinceMs, layer7 } = choices;
  return useMemo(
    () =>
      grouped &&
      teller.tell(grouped, {
        level,
        opened,
        closed,
        unfoldFans,
        listeningSinceMs,
        ...(layer7 === undefined ? {} : { layer7 }),
      }),
    [teller, grouped, level, opened, closed, unfoldFans, listeningSinceMs, layer7],
  );
}

/** Remembers what it told last, of one grouping and level. */
class Teller {
  #previous: MapModel | undefined;
  #of = '';

  tell(grouped: GroupedGraph, choices: PersonsChoices): MapModel {
    const of = `${grouped.grouping} ${choices.level}`;
    const previous = this.#of === of ? this.#previous : undefined;
    this.#of = of;
    this.#previous = mapModel(grouped, { ...choices, clock: shortClock, previous });
    return this.#previous;
  }
}

/** `02:58` */
function shortClock(ms: number): string {
  return clockTime(ms).slice(0, 5);
}
