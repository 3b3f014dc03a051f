import { expect, test } from 'vitest';
import { graphOfRows } from '../history/graph-of-rows.ts';
import { freezeRange, thawRange, type FrozenRange } from './frozen-picture.ts';

test('[PROOF-44] a frozen range is thawed as it was, with codes and latencies, whatever its texts hold', async () => {
  const range = { from: 1_000, to: 1_060 };
  const seen = { firstSeenMs: 1_000_000, lastSeenMs: 1_010_000 };
  const edge = { source: 'kind/1', destination: 'kind/2', port: 80, protocol: 1 };
  const timeline = { startSeconds: 1000, stepSeconds: 10, forwarded: [1], audited: [0], dropped: [2], other: [0] };
  const graph = graphOfRows([], [{ ...edge, figures: [0, 1, 2], ...seen }], [], range);
  const frozen: FrozenRange = {
    picture: { graph, range, timeline: { ...timeline, lost: [0], nodesMissing: [0] }, status: { completeness: 1 } },
    http: [
      {
        ...edge,
        method: '$map',
        path: '{"$map":[]}',
        isGrpc: false,
        isOther: false,
        httpProtocol: 'HTTP/1.1',
        denied: 1,
        statusCodes: new Map([[200, 3]]),
        latencies: new Map([[17, 2]]),
        ...seen,
        lastDeniedMs: 0,
      },
    ],
    dns: [],
    coverage: { coveredSeconds: 60, lostEvents: 0, gaps: [] },
    trends: { stepSeconds: 10, edges: ['kind/1|kind/2|80|1'], steps: [{ ...edge, at: 1000, figures: [0, 1, 2] }] },
    counts: { evidence: 2, overCap: 0, sample: 1, sampleOf: 1 },
  };
  const { picture, ...rest } = thawRange(await freezeRange(frozen));
  const { picture: before, ...expected } = frozen;
  expect(rest).toEqual(expected);
  expect(picture.timeline).toEqual(before.timeline);
  const { edges } = picture.graph;
  const figures = new Float64Array(18);
  edges.readFigures(0, range, figures);
  expect([edges.size, edges.port(0), ...figures.slice(0, 3)]).toEqual([1, 80, 0, 1, 2]);
});
