import { parseSync, Visitor } from 'oxc-parser';
import type { Argument, Comment, Program } from 'oxc-parser';

/** Something seen in a file, and where. */
export interface Sighting {
  readonly what: string;
  readonly line: number;
}

export interface ImportFact extends Sighting {
  /** `import type`: nothing of it is left when the program runs. */
  readonly isType: boolean;
}

/** What the laws of the house want to know of one source file. */
export interface SourceFacts {
  /** Below the checkout, with `/`. */
  readonly path: string;
  readonly lines: number;
  /** The specifiers of every import, export-from, `import()`, import type and `new URL(…, import.meta.url)`. */
  readonly imports: readonly ImportFact[];
  /** Uses of clocks, randomness, timers and the process. */
  readonly impurities: readonly Sighting[];
  readonly consoles: readonly Sighting[];
  /** Text that becomes a program, a pattern or markup while the program runs. */
  readonly dangers: readonly Sighting[];
  /** Default exports, `any`, and comments that silence the compiler. */
  readonly blemishes: readonly Sighting[];
  readonly machinePaths: readonly Sighting[];
}

/** Reads one file. Throws when it cannot be parsed. */
export function factsOf(path: string, text: string): SourceFacts {
  const { program, module, comments, errors } = parseSync(path, text);
  const broken = errors[0];
  if (broken !== undefined) throw new Error(`${path}: ${broken.message}`);

  const lineAt = lineFinder(text);
  const imports: ImportFact[] = [
    ...module.staticImports.map(({ moduleRequest, entries, start }) => ({
      what: moduleRequest.value,
      line: lineAt(start),
      isType: isAllTypes(entries),
    })),
    ...module.staticExports.flatMap(({ entries, start }) => {
      const request = entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
      return request ? [{ what: request.value, line: lineAt(start), isType: isAllTypes(entries) }] : [];
    }),
  ];
  const impurities: Sighting[] = [];
  const consoles: Sighting[] = [];
  const dangers: Sighting[] = [];
  const blemishes: Sighting[] = [...silencers(comments, lineAt)];
  for (const { entries, start } of module.staticExports) {
    const isDefault = entries.some(
      ({ exportName }) => text.slice(exportName.start ?? 0, exportName.end ?? 0) === 'default',
    );
    if (isDefault) blemishes.push({ what: 'a default export', line: lineAt(start) });
  }

  walk(program, {
    imports,
    impurities,
    consoles,
    dangers,
    blemishes,
    lineAt,
  });
  return {
    path,
    lines: lineAt(text.length),
    imports,
    impurities,
    consoles,
    dangers,
    blemishes,
    machinePaths: machinePaths(text),
  };
}

interface Notes {
  readonly imports: ImportFact[];
  readonly impurities: Sighting[];
  readonly consoles: Sighting[];
  readonly dangers: Sighting[];
  readonly blemishes: Sighting[];
  readonly lineAt: (offset: number) => number;
}

function walk(program: Program, { imports, impurities, consoles, dangers, blemishes, lineAt }: Notes): void {
  const visitor = new Visitor({
    ImportExpression({ source, start }) {
      if (source.type === 'Literal') imports.push({ what: String(source.value), line: lineAt(start), isType: false });
    },
    TSImportType({ source, start }) {
      imports.push({ what: source.value, line: lineAt(start), isType: true });
    },
    NewExpression({ callee, arguments: [first], start }) {
      if (callee.type !== 'Identifier') return;
      if (callee.name === 'Date' && first === undefined) impurities.push({ what: 'new Date()', line: lineAt(start) });
      if (callee.name === 'RegExp' && !isPlainText(first)) dangers.push({ what: 'new RegExp()', line: lineAt(start) });
      if (callee.name === 'Function') dangers.push({ what: 'new Function()', line: lineAt(start) });
      if (callee.name === 'URL' && first?.type === 'Literal' && /^\.{1,2}\//.test(String(first.value))) {
        imports.push({ what: String(first.value), line: lineAt(start), isType: false });
      }
    },
    MemberExpression({ object, property, start }) {
      if (property.type === 'Identifier' && MARKUP.has(property.name)) {
        dangers.push({ what: property.name, line: lineAt(start) });
      }
      if (object.type !== 'Identifier') return;
      const name = `${object.name}.${property.type === 'Identifier' ? property.name : '?'}`;
      if (IMPURE_MEMBERS.has(name) || IMPURE_OBJECTS.has(object.name))
        impurities.push({ what: name, line: lineAt(start) });
      if (object.name === 'console') consoles.push({ what: name, line: lineAt(start) });
    },
    CallExpression({ callee, arguments: [first], start }) {
      if (callee.type !== 'Identifier') return;
      if (IMPURE_CALLS.has(callee.name)) impurities.push({ what: callee.name, line: lineAt(start) });
      const isDanger = callee.name === 'eval' || (callee.name === 'RegExp' && !isPlainText(first));
      if (isDanger) dangers.push({ what: `${callee.name}()`, line: lineAt(start) });
    },
    JSXAttribute({ name, start }) {
      if (name.type === 'JSXIdentifier' && MARKUP.has(name.name))
        dangers.push({ what: name.name, line: lineAt(start) });
    },
    TSAnyKeyword({ start }) {
      blemishes.push({ what: '`any`', line: lineAt(start) });
    },
  });
  visitor.visit(program);
}

const IMPURE_MEMBERS = new Set([
  'Date.now',
  'performance.now',
  'performance.timeOrigin',
  'Math.random',
  'crypto.randomUUID',
  'crypto.getRandomValues',
]);
const IMPURE_OBJECTS = new Set(['process', 'document', 'window', 'localStorage', 'sessionStorage']);
const IMPURE_CALLS = new Set(['Date', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'requestAnimationFrame']);

const MARKUP = new Set(['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'dangerouslySetInnerHTML', 'srcdoc']);

const isPlainText = (node: Argument | undefined): boolean => node?.type === 'Literal';

function isAllTypes(entries: readonly { readonly isType: boolean }[]): boolean {
  return entries.length > 0 && entries.every((entry) => entry.isType);
}

function silencers(comments: readonly Comment[], lineAt: (offset: number) => number): Sighting[] {
  return comments.flatMap(({ value, start }) => {
    const word = /@ts-(?:ignore|nocheck)/.exec(value)?.[0];
    return word === undefined ? [] : [{ what: word, line: lineAt(start) }];
  });
}

/** Absolute places that exist on one machine only, anywhere in the text. */
function machinePaths(text: string): Sighting[] {
  return text.split('\n').flatMap((line, index) => {
    const place = /(?<![\w.*-])\/(?:home|Users|tmp|root)\//.exec(line)?.[0];
    return place === undefined ? [] : [{ what: place, line: index + 1 }];
  });
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
