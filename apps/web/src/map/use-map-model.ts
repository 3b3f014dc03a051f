import { useEffect, useState } from 'react';
import { nextTask } from '../base/next-task.ts';
import { clockTime } from '../base/numbers.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import type { MapChoices } from './model/map-choices.ts';
import { planMap, tellMap, type MapPlan } from './model/build-map-model.ts';
import type { MapModel } from './model/map-model.ts';

export type PersonsChoices = Pick<
  MapChoices,
  'level' | 'opened' | 'closed' | 'unfoldFans' | 'listeningSinceMs' | 'layer7'
>;

/** A model, and what it is a model of: each grouping and level has places of its own. */
export interface Told {
  readonly model: MapModel;
  readonly plan: string;
}

/** What the map says of the graph, told in tasks of its own; parts that did not change stay the same objects. */
export function useMapModel(grouped: GroupedGraph | undefined, choices: PersonsChoices): Told | undefined {
  const [teller] = useState(() => new Teller());
  const [told, setTold] = useState<Told>();
  const { level, opened, closed, unfoldFans, listeningSinceMs, layer7 } = choices;
  useEffect(() => {
    if (grouped === undefined) return undefined;
    const wanted = { level, opened, closed, unfoldFans, listeningSinceMs, ...(layer7 === undefined ? {} : { layer7 }) };
    let callOff = nextTask(() => {
      const plan = teller.plan(grouped, wanted);
      callOff = nextTask(() => setTold(teller.tell(plan)));
    });
    return () => callOff();
  }, [teller, grouped, level, opened, closed, unfoldFans, listeningSinceMs, layer7]);
  return told;
}

/** Remembers what it told last. */
class Teller {
  #told: Told | undefined;

  plan(grouped: GroupedGraph, choices: PersonsChoices): MapPlan {
    const previous = this.#told?.plan === planName(grouped, choices) ? this.#told.model : undefined;
    return planMap(grouped, { ...choices, clock: shortClock, previous });
  }

  tell(plan: MapPlan): Told {
    const model = tellMap(plan);
    if (this.#told?.model !== model) this.#told = { model, plan: planName(plan.grouped, plan.choices) };
    return this.#told;
  }
}

function planName({ grouping }: GroupedGraph, { level }: PersonsChoices): string {
  return `${grouping}.${level}`;
}

/** `02:58` */
function shortClock(ms: number): string {
  return clockTime(ms).slice(0, 5);
}
