import { expect, test } from 'vitest';
import { comparedGraph } from '../../view/compared-graph.ts';
import type { ChangeKind, ChangeSide, EdgeChange } from '../../view/edge-change.ts';
import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import { Grouper } from '../../view/group-graph.ts';
import type { GroupedGraph } from '../../view/grouped-graph.ts';
import { graphFrom } from '../../view/testing/drawn-graph.ts';
import { mapModel } from './build-map-model.ts';
import type { MapModel } from './map-model.ts';
import { CHOICES } from './testing/drawn-model.ts';

function side(verdict: EdgeVerdict, attemptsPerMinute: number): ChangeSide {
  const refusedPerMinute = verdict === 'denied' ? attemptsPerMinute : 0;
  const rates = { attemptsPerMinute, refusedPerMinute, flowsPerMinute: attemptsPerMinute };
  return { verdict, ...rates, flows: new Map(), attempts: new Map(), p95Ms: undefined };
}

function change(kind: ChangeKind, before?: ChangeSide, after?: ChangeSide, isRare = false): EdgeChange {
  return { kind, factor: kind === 'rate' ? 2 : undefined, isRare, before, after };
}

const grouped = (drawing: string): GroupedGraph => new Grouper().group(graphFrom(drawing), 'workload');
const keyOf = (from: string, to: string, port = 80): string =>
  [from, to].map((end) => `workload:kind/${end.replace('/', '/Deployment/')}`).join('|') + `|${port}|TCP`;

/** `web -> api vanished, dashed or not`, of drawn edges. */
function drawnChanges({ edges, nodes }: MapModel): string[] {
  return [...edges.values()].map(
    ({ source, destination, change: told, label, isTroubled, members }) =>
      `${nodes.get(source)?.title} -> ${nodes.get(destination)?.title} ${told?.kind} x${members.length}` +
      `${isTroubled ? ' !' : ''}${label === undefined ? '' : ` "${label.strong}"`}`,
  );
}

test('[WEB-354] what changed has a line and a label of its own, what vanished too; what is as it was has no label', () => {
  const before = grouped('a/web@1 -> b/api@2:80 connections 5\n a/web@1 -> b/old@3:80 connections 7');
  const after = grouped(`
    a/web@1 -> b/api@2:80 connections 5
    a/web@1 -> b/api@2:81 connections 5
    a/web@1 -> b/new@4:80 connections 9
    a/web@1 -> b/sick@5:80 deniedAttempts 9 dropped 18 !deny
    a/web@1 -> b/ill@6:80 deniedAttempts 9 dropped 18 !deny
  `);
  const changes = new Map([
    [keyOf('a/web', 'b/old'), change('vanished', side('forwarded', 7))],
    [keyOf('a/web', 'b/new'), change('appeared', undefined, side('forwarded', 9))],
    [keyOf('a/web', 'b/ill'), change('newly-denied', side('forwarded', 9), side('denied', 9))],
  ]);
  const model = mapModel(comparedGraph(after, before, changes), CHOICES);
  expect(drawnChanges(model).toSorted()).toEqual([
    'web -> api same x2',
    'web -> ill newly-denied x1 ! "9 /min denied"',
    'web -> new appeared x1 ! "new"',
    'web -> old vanished x1 ! "gone"',
    'web -> sick same x1',
  ]);
  const old = model.edges.get(keyOf('a/web', 'b/old'));
  expect(old?.attemptsPerMinute).toBe(7);
  expect(old?.spoken).toBe('a/web to b/old, port 80: vanished; no flows now; forwarded before, 7 attempts per minute');
  expect(model.nodes.get('workload:kind/b/Deployment/old')?.title).toBe('old');
});

test('[WEB-354] what changed is not folded into a fan, and what must share a line shares it with the same change only', () => {
  const spokes = Array.from({ length: 8 }, (_, i) => `a/w${i} -> k/dns:53 dnsQuestions 9 connections 9`);
  const asked = grouped(spokes.join('\n'));
  const [first = '', second = ''] = [...asked.edges.keys()];
  const rate = change('rate', side('forwarded', 9), side('forwarded', 18));
  const model = mapModel(comparedGraph(asked, asked, new Map([[first, rate]])), CHOICES);
  expect(drawnChanges(model)).toEqual(['w0 -> dns rate x1 ! "▲ 2×"']);
  expect(model.merged.folded).toBe(7);

  const far = mapModel(
    comparedGraph(
      asked,
      asked,
      new Map(
        [...asked.edges.keys()].map((key) => [
          key,
          key === second ? change('appeared', undefined, side('forwarded', 9)) : rate,
        ]),
      ),
    ),
    { ...CHOICES, level: 'far', closed: ['a', 'k'] },
  );
  const lines = drawnChanges(far);
  expect(lines.filter((line) => line.includes('appeared'))).toHaveLength(1);
  expect(lines.every((line) => line.includes(' !'))).toBe(true);
});

test('[WEB-354] of more changes than have room, the worst stand alone, and what may be luck comes last', () => {
  const drawing = Array.from({ length: 130 }, (_, i) => `a/w${i} -> b/v${i}:80 connections 9`).join('\n');
  const all = grouped(drawing);
  const keys = [...all.edges.keys()];
  const changes = new Map(
    keys.map((key, i) => {
      const isLast = i === keys.length - 1;
      return [
        key,
        isLast
          ? change('newly-denied', side('forwarded', 9), side('denied', 9))
          : change('appeared', undefined, side('forwarded', 9), i < 20),
      ];
    }),
  );
  const model = mapModel(comparedGraph(all, all, changes), CHOICES);
  const alone = [...model.edges.values()].filter(({ members }) => members.length === 1);
  expect(alone.some(({ key }) => key === keys.at(-1))).toBe(true);
});

test('[WEB-354] what may have come or gone by luck has no label: the one is as any other edge, the other a faint line', () => {
  const before = grouped('a/web@1 -> b/api@2:80 connections 5\n a/web@1 -> b/old@3:80 connections 1');
  const after = grouped('a/web@1 -> b/api@2:80 connections 5\n a/web@1 -> b/api@2:81 connections 1');
  const changes = new Map([
    [keyOf('a/web', 'b/old'), change('vanished', side('forwarded', 1), undefined, true)],
    [keyOf('a/web', 'b/api', 81), change('appeared', undefined, side('forwarded', 1), true)],
  ]);
  const model = mapModel(comparedGraph(after, before, changes), CHOICES);
  expect(drawnChanges(model).toSorted()).toEqual(['web -> api same x2', 'web -> old vanished x1']);
});
