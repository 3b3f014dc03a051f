import type { Agent } from '../agent/agent.ts';

/** The agents that the relay knows of. One that is down stays in the pool; one whose node left does not. */
export class PeerPool {
  readonly #agents = new Map<string, Agent>();
  readonly #listeners = new Set<(agent: Agent, change: 'added' | 'deleted') => void>();

  list(): readonly Agent[] {
    return [...this.#agents.values()];
  }

  has(agent: Agent): boolean {
    return this.#agents.get(agent.name) === agent;
  }

  add(agent: Agent): void {
    if (this.has(agent)) return;
    this.#agents.set(agent.name, agent);
    for (const listener of this.#listeners) listener(agent, 'added');
  }

  remove(agent: Agent): void {
    if (!this.#agents.delete(agent.name)) return;
    for (const listener of this.#listeners) listener(agent, 'deleted');
  }

  /** Returns the function that ends it. */
  onChange(listener: (agent: Agent, change: 'added' | 'deleted') => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
