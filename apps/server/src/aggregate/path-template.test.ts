import { expect, test } from 'vitest';
import { pathOf, pathTemplate } from './path-template.ts';

const TEMPLATES: readonly (readonly [url: string, template: string])[] = [
  ['', '/'],
  ['/', '/'],
  ['http://cart', '/'],
  ['http://cart/', '/'],
  ['http://cart?x=1/2', '/'],
  ['http://cart:8080/cart/42?full=1', '/cart/{id}'],
  ['https://cart/cart/42#top', '/cart/{id}'],
  ['/cart/42', '/cart/{id}'],
  ['cart/42', '/cart/{id}'],
  ['/cart/', '/cart/'],
  ['//', '//'],
  ['*', '/*'],
  ['4242', '/{id}'],
  ['/login?next=http://evil/42', '/login'],
  ['/login/http://evil/42', '/login/http://evil/{id}'],
  ['/v1/api', '/v1/api'],
  ['/api/v2/items', '/api/v2/items'],
  ['/orders/2026-11-20', '/orders/{date}'],
  ['/users/550e8400-e29b-41d4-a716-446655440000/avatar', '/users/{id}/avatar'],
  ['/users/550E8400-E29B-41D4-A716-446655440000', '/users/{id}'],
  ['/objects/507f1f77bcf86cd799439011', '/objects/{id}'],
  ['/blobs/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '/blobs/{id}'],
  ['/t/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/t/{id}'],
  ['/s/V1StGXR8_Z5jdHi6B-myT', '/s/{id}'],
  ['/cafe/deadbeef', '/cafe/deadbeef'],
  ['/products/red-shoes', '/products/red-shoes'],
  ['/a/-42', '/a/{id}'],
  [`/x/${'y'.repeat(65)}`, '/x/{id}'],
  ['/shop.Cart/GetItem', '/shop.Cart/GetItem'],
  ['/files/..%2Fetc%2Fpasswd', '/files/..%2Fetc%2Fpasswd'],
  ['/<script>alert(1)</script>', '/<script>alert(1)</script>'],
  ['/näive/€/🧭', '/näive/€/🧭'],
  ['/\u202e/\u0000', '/\u202e/\u0000'],
  ['/constructor/__proto__', '/constructor/__proto__'],
  ['http://', '/'],
  ['://', '/'],
];

test.each(TEMPLATES)('[L7-9] the route of %j is %j', (url, template) => {
  expect(pathTemplate(url)).toBe(template);
});

test('[L7-9] a path of very many parts or letters is cut', () => {
  expect(pathTemplate('/a'.repeat(1000))).toBe(`${'/a'.repeat(16)}/…`);
  expect(pathTemplate(`/${'%41'.repeat(100_000)}`)).toBe('/{id}');
  expect(pathOf(`http://cart/${'z'.repeat(9000)}`).length).toBe(512);
});
