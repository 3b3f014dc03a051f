import { expect, test } from 'vitest';
import { momentOf } from '../view/edge-moment.ts';
import { DEFAULT_DENY, NOT_POLICY } from '../view/testing/drawn-edge.ts';
import { groupedFrom, groupedGraphFrom } from '../view/testing/drawn-grouped-edge.ts';
import type { MatrixLine } from './matrix-axis.ts';
import type { MatrixChoices } from './matrix-bands.ts';
import { matrixOf, shadeOf, type Matrix } from './matrix-model.ts';

const ALL: MatrixChoices = { opened: [], closed: [], onlyTroubled: false, ends: 8 };
const GRAPH = groupedGraphFrom(`
  shop/cart -> data/redis:6379 dropped 624 deniedAttempts 312
  shop/cart -> data/redis:6380 connections 7
  shop/web -> data/db:5432 connections 40
  shop/web -> pay/api:80 connections 90
  pay/api -> pay/ledger:80 audit 82 auditedAttempts 41
  world -> shop/web:443 connections 4200
`);
const moment = momentOf(GRAPH, { listeningSinceMs: undefined });

test('[WEB-148] callers are rows and callees columns, by namespace and name, the outside last', () => {
  const { rows, columns } = matrixOf(GRAPH, moment, ALL);
  expect(rows.map(written)).toEqual(['pay/api', '▾shop 2', 'cart', 'web', 'world']);
  expect(columns.map(written)).toEqual(['db', 'redis', 'api', 'ledger', 'shop/web']);
});

test('[WEB-148] a cell is as bad as the worst of its edges, which stands first, and counts what is bad', () => {
  const matrix = matrixOf(GRAPH, moment, ALL);
  expect(drawn(matrix)).toEqual([
    '2,1 denied 312',
    '3,0 forwarded 40',
    '3,2 forwarded 90',
    '0,3 audited 41',
    '4,4 forwarded 4200',
  ]);
  expect(matrix.cells[2]?.[0]?.edges.map(({ port }) => port)).toEqual([6379, 6380]);
  expect([0.1, 1, 10, 940, 1e6].map(shadeOf)).toEqual([1, 2, 3, 4, 5]);
});

test('[WEB-148] a cell counts attempts, and flows only where nothing in it is told as attempts', () => {
  const drop = '  shop/cart -> data/redis:6379 dropped 500';
  const failing = '  shop/cart -> data/redis:80 httpRequests 40 httpFailed 12';
  const cellIn = (...lines: string[]) => {
    const graph = groupedGraphFrom(lines.join('\n'), [NOT_POLICY]);
    return matrixOf(graph, momentOf(graph, { listeningSinceMs: undefined }), ALL).cells[0]?.[0];
  };
  expect(cellIn(drop, failing)).toMatchObject({ verdict: 'failing', rate: 12, isFlows: false });
  expect(cellIn(drop)).toMatchObject({ verdict: 'failing', rate: 500, isFlows: true });
});

test('[WEB-149] a folded namespace is one line that hides no trouble; more than sixty ends start folded', () => {
  const folded = matrixOf(GRAPH, moment, { ...ALL, closed: ['shop', 'namespace:/data'] });
  expect(folded.rows.map(written)).toEqual(['pay/api', '▸shop 2', 'world']);
  expect(folded.cells[1]?.map(({ verdict, rate }) => `${verdict} ${rate}`)).toEqual(['denied 312', 'forwarded 90']);
  const many = matrixOf(GRAPH, moment, { ...ALL, ends: 61, opened: ['data'] });
  expect(many.rows.map(written)).toEqual(['pay/api', '▸shop 2', 'world']);
  expect(many.columns.map(written)).toEqual(['db', 'redis', '▸pay 2', 'shop/web']);
});

test('[WEB-149] only the troubled ones are left when that is asked for', () => {
  const { rows, columns, troubled } = matrixOf(GRAPH, moment, { ...ALL, onlyTroubled: true });
  expect([rows.map(written), columns.map(written), troubled]).toEqual([
    ['pay/api', 'shop/cart'],
    ['data/redis', 'pay/ledger'],
    2,
  ]);
});

test('[WEB-145] a cell of which nothing changed stays the same object', () => {
  const before = matrixOf(GRAPH, moment, ALL);
  const edge = groupedFrom('shop/web -> data/db:5432 connections 41', [DEFAULT_DENY]);
  const after = matrixOf({ ...GRAPH, edges: new Map([...GRAPH.edges, [edge.key, edge]]) }, moment, ALL, before);
  expect(after.cells[2]?.[0]).toBe(before.cells[2]?.[0]);
  expect(after.cells[3]?.[0]).not.toBe(before.cells[3]?.[0]);
});

function written(line: MatrixLine): string {
  if (line.kind === 'end')
    return `${line.isAlone && line.band.namespace !== '' ? `${line.band.namespace}/` : ''}${line.end.name.name}`;
  return `${line.kind === 'band' ? '▾' : '▸'}${line.band.namespace} ${line.ends}`;
}

function drawn({ places }: Matrix): string[] {
  return [...new Set(places.values())].map(({ row, column, verdict, rate }) => `${row},${column} ${verdict} ${rate}`);
}
