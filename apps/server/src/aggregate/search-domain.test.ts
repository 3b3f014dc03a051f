import { expect, test } from 'vitest';
import { searchDomainOf } from './search-domain.ts';

const LIST = ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'ec2.internal'];

test('[L7-68] names of a search list stand for the name that was asked for in the end', () => {
  for (const meant of ['redis', 'api.internal', 'mongo.legacy.svc', 'a.b.c.d.example.com']) {
    const tried = LIST.map((domain) => `${meant}.${domain}`);
    const asked = new Set([...tried, meant]);
    expect(tried.map((name) => searchDomainOf(name, (one) => asked.has(one)))).toEqual(LIST.map(() => meant));
    expect(searchDomainOf(meant, (name) => asked.has(name))).toBe('');
  }
});

test('[L7-68] a search that ended at a service of another namespace is told by the names it tried', () => {
  const asked = new Set(['redis.data.shop.svc.cluster.local', 'redis.data.svc.cluster.local']);
  expect(searchDomainOf('redis.data.shop.svc.cluster.local', (name) => asked.has(name))).toBe('redis.data');
});

test('[L7-68] a full name that a search list was tried on is meant itself', () => {
  const full = 'redis.shop.svc.cluster.local';
  const asked = new Set([full, `${full}.shop.svc.cluster.local`, `${full}.svc.cluster.local`, 'redis']);
  expect(searchDomainOf(`${full}.shop.svc.cluster.local`, (name) => asked.has(name))).toBe(full);
  expect(searchDomainOf('gone.shop.svc.cluster.local', (name) => asked.has(name))).toBe('');
});

test('[L7-68] any text is a name', () => {
  for (const name of ['', '.', '..', '.svc.', 'a.svc.', '.svc.cluster.local', '\u202e.x', '.'.repeat(255)]) {
    expect(searchDomainOf(name, () => false)).toBe('');
    expect(name.startsWith(searchDomainOf(name, () => true))).toBe(true);
  }
});
