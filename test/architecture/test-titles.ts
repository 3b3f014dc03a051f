import { parseSync, Visitor } from 'oxc-parser';
import type { Expression } from 'oxc-parser';

/** The titles of all tests in a file: the first argument of `test(…)`, `test.skip(…)`, `test.each(…)(…)`, `describe(…)`. */
export function testTitles(path: string, text: string): string[] {
  const titles: string[] = [];
  const visitor = new Visitor({
    CallExpression({ callee, arguments: [first] }) {
      if (!TEST_CALLS.has(rootName(callee))) return;
      if (first?.type === 'Literal' && typeof first.value === 'string') titles.push(first.value);
      if (first?.type === 'TemplateLiteral') titles.push(first.quasis.map(({ value }) => value.raw).join('…'));
    },
  });
  visitor.visit(parseSync(path, text).program);
  return titles;
}

const TEST_CALLS = new Set(['test', 'it', 'describe']);

/** `test` of `test.each(cases)`. */
function rootName(callee: Expression): string {
  switch (callee.type) {
    case 'Identifier':
      return callee.name;
    case 'MemberExpression':
      return rootName(callee.object);
    case 'CallExpression':
      return rootName(callee.callee);
    case 'TaggedTemplateExpression':
      return rootName(callee.tag);
    default:
      return '';
  }
}
