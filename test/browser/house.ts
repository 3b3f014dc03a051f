import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startServer, type StartedServer } from '../support/start-server.ts';
import { startSimulator, type StartedSimulator } from '../support/start-simulator.ts';
import { openPage, startBrowser, type OpenedPage, type TestBrowser } from './open-page.ts';

/** What the tests of one file share. Server and relay may be replaced by a test that ends them. */
export interface House {
  browser: TestBrowser;
  simulator: StartedSimulator;
  server: StartedServer;
  /** A page of the server, or of another address. It has to be free of complaints when the test ends. */
  visit(search: string, at?: string): Promise<Page>;
}

export const INCIDENT = '--scenario incident --incident-after 5s --rate 300 --seed 1';
export const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };

/** One browser, simulated relay and server for all tests of the file that calls it. */
export function furnishHouse(simulatorArgs: string): House {
  const opened: OpenedPage[] = [];
  const house = {
    visit: async (search: string, at = `${house.server.url}/`): Promise<Page> => {
      const page = await openPage(house.browser, `${at}${search}`);
      opened.push(page);
      return page.page;
    },
  } as House;
  beforeAll(async () => {
    house.simulator = await startSimulator(simulatorArgs.split(' '));
    house.server = await startServer(['--relay', house.simulator.address, '--log-level', 'warn']);
    house.browser = await startBrowser();
  });
  afterAll(async () => {
    await house.browser?.close();
    await house.server?.stop();
    await house.simulator?.stop();
  });
  afterEach(async () => {
    for (const visited of opened.splice(0)) {
      assert.deepEqual(await visited.complaints(), []);
      await visited.page.close();
    }
  });
  return house;
}
