import type { EventSource, SimEvent, SimNode } from '../sim-event.ts';
import type { World } from './talk.ts';

/** Something that happens again and again. `run` puts its events on the timeline, none before `atMs`. */
export interface Activity {
  /** Relative to the other activities: how often this one starts. */
  readonly weight: number;
  run(atMs: number): void;
}

/** Something that happens at set times, whatever the rate. */
export interface Appointment {
  readonly atMs: number;
  /** Repeats after this long; once when undefined. */
  readonly everyMs?: number;
  run(atMs: number): void;
}

/**
 * Turns activities into a stream of events with a mean rate. After an activity has made n events the next one
 * starts n / rate later on average, so the mean holds whatever the mix.
 */
export class Traffic implements EventSource {
  readonly nodes: readonly SimNode[];
  readonly #world: World;
  readonly #activities: readonly Activity[];
  readonly #cumulative: Float64Array;
  readonly #eventsPerMs: number;
  readonly #appointments: Appointment[];
  #nextStartMs: number;
  #paidEvents = 0;

  constructor(
    world: World,
    activities: readonly Activity[],
    appointments: readonly Appointment[],
    options: { readonly rate: number; readonly startMs: number },
  ) {
    if (!(options.rate > 0)) throw new RangeError(`a rate must be above 0, not ${options.rate}`);
    this.nodes = world.cluster.nodes;
    this.#world = world;
    this.#activities = activities;
    this.#eventsPerMs = options.rate / 1000;
    this.#appointments = [...appointments];
    this.#nextStartMs = options.startMs;
    let sum = 0;
    this.#cumulative = Float64Array.from(activities, (activity) => (sum += activity.weight));
  }

  *advance(untilMs: number): Iterable<SimEvent> {
    const { timeline } = this.#world;
    for (;;) {
      const appointment = this.#nextAppointment();
      const dueMs = Math.min(this.#nextStartMs, appointment?.atMs ?? Number.POSITIVE_INFINITY);
      const limitMs = Math.min(dueMs, untilMs);
      for (let event = timeline.shiftBefore(limitMs); event !== undefined; event = timeline.shiftBefore(limitMs)) {
        yield event;
      }
      if (dueMs >= untilMs) return;
      if (appointment !== undefined && appointment.atMs === dueMs) this.#keep(appointment);
      else this.#start();
    }
  }

  #start(): void {
    const { random, timeline } = this.#world;
    const atMs = this.#nextStartMs;
    this.#choose().run(atMs);
    const unpaid = timeline.made - this.#paidEvents;
    this.#paidEvents = timeline.made;
    this.#nextStartMs = atMs + random.exponential(Math.max(unpaid, 1) / this.#eventsPerMs);
  }

  #choose(): Activity {
    const cumulative = this.#cumulative;
    const target = this.#world.random.fraction() * (cumulative.at(-1) ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > target) high = middle;
      else low = middle + 1;
    }
    return this.#activities[low];
  }

  #nextAppointment(): Appointment | undefined {
    let next: Appointment | undefined;
    for (const appointment of this.#appointments) {
      if (next === undefined || appointment.atMs < next.atMs) next = appointment;
    }
    return next;
  }

  #keep(appointment: Appointment): void {
    this.#appointments.splice(this.#appointments.indexOf(appointment), 1);
    if (appointment.everyMs !== undefined) {
      this.#appointments.push({ ...appointment, atMs: appointment.atMs + appointment.everyMs });
    }
    appointment.run(appointment.atMs);
  }
}
