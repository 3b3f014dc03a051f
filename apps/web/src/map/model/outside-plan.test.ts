import { expect, test } from 'vitest';
import { edgesDrawn, modelFrom, nodesDrawn } from './testing/drawn-model.ts';
import { registrableDomain } from './registrable-domain.ts';

const many = (count: number, end: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `shop/cart -> ${end(i)} connections ${i + 1}`).join('\n');

test('[WEB-67] who calls from outside stands left, who is called right', () => {
  const { nodes } = modelFrom(`
    ingress -> shop/web:80 connections 5
    host -> shop/web:80 connections 5
    shop/web -> host:9100 connections 50
    world/192.0.2.1 -> shop/web:80 connections 5
    shop/web -> fqdn:api.stripe.com:443 connections 5
    shop/web -> kube-apiserver:6443 connections 5
    shop/web -> cidr:203.0.113.0/24:443 connections 5
  `);
  const sides = [...nodes.values()]
    .filter(({ side }) => side !== 'inside')
    .map(({ title, side, shape }) => `${title} ${side} ${shape}`);
  expect(sides.sort()).toEqual([
    '203.0.113.0/24 callees mark',
    'api.stripe.com callees mark',
    'host callees mark',
    'host callers gate',
    'ingress callers gate',
    'kube-apiserver callees mark',
    'world callers gate',
  ]);
});

test('[WEB-67] an end that calls and is called stands on both sides, and every edge reads from left to right', () => {
  const model = modelFrom(
    'world/192.0.2.1 -> shop/web:80 connections 9\n shop/web -> world/192.0.2.2:443 connections 2',
  );
  const sideOf = (key: string): string | undefined => model.nodes.get(key)?.side;
  expect([...model.edges.values()].map(({ source, destination }) => [sideOf(source), sideOf(destination)])).toEqual([
    ['callers', 'inside'],
    ['inside', 'callees'],
  ]);
  expect(sideOf(model.nodeOf.get('reserved:world') ?? '')).toBe('callees');
});

test('[WEB-67] the ingress stands where it calls from, also when the world calls it', () => {
  const model = modelFrom('world/192.0.2.1 -> ingress:443 connections 9\n ingress -> shop/web:80 connections 9');
  expect(edgesDrawn(model)).toEqual(['ingress -> web forwarded', 'world -> ingress forwarded'].toSorted());
  expect(model.nodes.get('reserved:ingress')?.side).toBe('callers');
});

test('[WEB-67] from afar names stand together by domain, ranges are counted, and troubled ones stand alone', () => {
  const model = modelFrom(
    `
    shop/cart -> fqdn:api.stripe.com:443 connections 5
    shop/cart -> fqdn:hooks.stripe.com:443 connections 5
    shop/cart -> fqdn:m.stripe.com:443 auditedAttempts 5 audit 9 !audit
    ${many(3, (i) => `cidr:203.0.${i}.0/24:443`)}
  `,
    { level: 'far' },
  );
  expect(nodesDrawn(model).filter((node) => node.startsWith('mark'))).toEqual([
    'mark m.stripe.com',
    'mark 3 CIDRs',
    'mark stripe.com',
  ]);
  expect(model.nodes.get('outside:callees:domain:stripe.com')?.subtitle).toBe('2 names');
  expect(model.merged.outside).toBe(5);
});

test('[WEB-67] beyond the most that can be read the lightest domains are one mark, and those shown stay', () => {
  const drawing = many(40, (i) => `fqdn:api.d${i}.example:443`);
  const model = modelFrom(drawing, { level: 'far' });
  const marks = nodesDrawn(model).filter((node) => node.startsWith('mark'));
  expect(marks).toHaveLength(12);
  expect(marks).toContain('mark 29 other names');
  expect(marks).toContain('mark d39.example');
  const wavering = drawing.replaceAll(/connections \d+/g, 'connections 20');
  expect(nodesDrawn(modelFrom(wavering, { level: 'far', previous: model }))).toEqual(nodesDrawn(model));
});

test('[WEB-67] the domain of a name is what somebody registered', () => {
  const names = ['api.eu.stripe.com', 'www.shop.co.uk', 'shop.co.uk', 'localhost', '192.0.2.1', 'a.b.example.'];
  expect(names.map(registrableDomain)).toEqual([
    'stripe.com',
    'shop.co.uk',
    'shop.co.uk',
    'localhost',
    '192.0.2.1',
    'b.example',
  ]);
});
