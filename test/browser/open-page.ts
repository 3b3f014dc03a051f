/// <reference lib="dom" />
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const CHROMIUM = process.env['ORRERY_CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Messages of the browser about a WebSocket or a request that a test cut off itself. */
const CUT_OFF = /WebSocket connection to|net::ERR_|Failed to load resource/;

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Chromium with a profile of its own, which is gone afterwards. */
export async function startBrowser(): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'orrery-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: FLAGS,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export interface OpenedPage {
  readonly page: Page;
  /** Errors of scripts, of the console, and breaches of the content security policy, so far. */
  complaints(): Promise<readonly string[]>;
}

/** A page that writes down everything that goes wrong in it. */
export async function openPage({ context }: TestBrowser, url: string): Promise<OpenedPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const isBad = message.type() === 'error' || message.type() === 'warning';
    if (isBad && !CUT_OFF.test(message.text())) heard.push(`${message.type()}: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    // The hint of a first visit is looked at in a test of its own.
    if (location.protocol.startsWith('http')) localStorage.setItem('orrery.hint', '1');
    const breaches: string[] = [];
    Object.assign(globalThis, { policyBreaches: breaches });
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      breaches.push(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(url);
  const complaints = async (): Promise<readonly string[]> => {
    const breaches = await page.evaluate(() => (globalThis as unknown as { policyBreaches: string[] }).policyBreaches);
    return [...heard, ...breaches];
  };
  return { page, complaints };
}

/** The names of the rows that are in the document, from the top. */
export async function rowNames(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[role=grid] [role=row][aria-label]')]
      .map((row) => ({ at: Number(row.getAttribute('aria-rowindex')), name: row.getAttribute('aria-label') ?? '' }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ name }) => name),
  );
}
