import { expect, test } from 'vitest';
import { askedEdges } from '../view/asked-edges.ts';
import { momentOf } from '../view/edge-moment.ts';
import { edgeRow } from '../view/edge-order.ts';
import { groupedFrom } from '../view/testing/drawn-grouped-edge.ts';
import { parseTrends } from '../view/trends.ts';
import { KnownBars } from './row-bars.ts';

const MOMENT = momentOf(undefined, { listeningSinceMs: undefined });
const DENIED = edgeRow(groupedFrom('shop/cart -> data/redis:6379 deniedAttempts 4 dropped 8'));
const QUIET = edgeRow(groupedFrom('shop/web -> shop/cart:8080 connections 4 forwarded 8'));

function trendOf(key: string, columns: Readonly<Record<string, readonly number[]>>): object {
  const [source, destination, port, protocol] = key.split('|');
  return { source, destination, port: Number(port), protocol, ...columns };
}

test('[WEB-231] the bars of a row are what is wrong with its edge, or its attempts, once all of its members are told', () => {
  const bars = new KnownBars(
    parseTrends({
      edges: [
        trendOf(DENIED.edge.key, { attempts: [9, 9], denied: [0, 4] }),
        trendOf(QUIET.edge.key, { attempts: [3, 4], denied: [0, 0] }),
      ],
    }),
  );
  expect(bars.of(DENIED, MOMENT)).toEqual({ kind: 'denied', figures: [0, 4] });
  expect(bars.of(QUIET, MOMENT)).toEqual({ kind: 'new', figures: [3, 4] });
  expect(bars.of(QUIET, MOMENT)).toBe(bars.of(QUIET, MOMENT));
  const [member] = DENIED.edge.members;
  const wider = { ...DENIED.edge, members: [member, { ...member, key: 'x|y|1|TCP' }] };
  expect(bars.of({ ...DENIED, edge: wider }, MOMENT)).toBe(undefined);
});

test('[WEB-231] the same rows in another order ask the same, and a request stays short', () => {
  expect(askedEdges(['b', 'a', 'b'])).toBe('a\nb');
  expect(askedEdges(['a', 'b'])).toBe(askedEdges(['b', 'a']));
  const many = Array.from({ length: 1000 }, (_, at) => `${at}`);
  expect(askedEdges(many).split('\n')).toHaveLength(200);
  const long = Array.from({ length: 100 }, (_, at) => `${at}${'x'.repeat(400)}`);
  expect(encodeURIComponent(askedEdges(long)).length).toBeLessThan(8000);
});
