import type { Flow, FlowFilter, HTTP } from '@orrery/proto/flow/flow_pb';
import { badFilter, fieldTest, type FlowTest } from './flow-test.ts';
import { searchTest } from './regexp.ts';

/** As monitor events number the records of the proxy. */
const L7_EVENT = 129;

export function httpFilters(filter: FlowFilter): FlowTest[] {
  const { httpStatusCode, httpMethod, httpPath, httpUrl, httpHeader } = filter;
  refuseOtherEvents(filter);
  return [
    ...fieldTest(httpStatusCode, statusTest),
    ...fieldTest(httpMethod, (wanted) => recordTest(({ method }) => method.toLowerCase() === wanted.toLowerCase())),
    ...fieldTest(httpPath, (value) => {
      const matches = searchTest(value);
      return recordTest(({ url }) => {
        const path = pathOf(url);
        return path !== undefined && matches(path);
      });
    }),
    ...fieldTest(httpUrl, (value) => {
      const matches = searchTest(value);
      return recordTest(({ url }) => matches(url));
    }),
    ...fieldTest(httpHeader, (wanted) =>
      recordTest(({ headers }) => headers.some(({ key, value }) => key === wanted.key && value === wanted.value)),
    ),
  ];
}

function refuseOtherEvents(filter: FlowFilter): void {
  if (filter.eventType.length === 0 || filter.eventType.some(({ type }) => type === L7_EVENT)) return;
  const used: readonly (readonly [string, readonly unknown[]])[] = [
    ['http status code', filter.httpStatusCode],
    ['http method', filter.httpMethod],
    ['http path', filter.httpPath],
    ['http url', filter.httpUrl],
    ['http headers', filter.httpHeader],
  ];
  for (const [name, values] of used) {
    if (values.length > 0) {
      throw badFilter(`filtering by ${name} requires the event type filter to only match 'l7' events`);
    }
  }
}

/** `404`, `40+`, `4+`. Requests have no code and never match. */
function statusTest(value: string): FlowTest {
  if (/^[1-5]\d{2}$/.test(value)) return recordTest(({ code }) => code === Number(value));
  if (!/^[1-5]\d?\+$/.test(value)) throw badFilter(`invalid http status code filter: ${JSON.stringify(value)}`);
  const prefix = value.slice(0, -1);
  return recordTest(({ code }) => code !== 0 && String(code).padStart(3, '0').startsWith(prefix));
}

function recordTest(test: (http: HTTP) => boolean): FlowTest {
  return (flow: Flow) => flow.l7?.record.case === 'http' && test(flow.l7.record.value);
}

/** The decoded path of an absolute URL or of a request target that is a path; undefined for anything else. */
function pathOf(url: string): string | undefined {
  const schemeEnd = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(url)?.[0].length;
  if (schemeEnd === undefined && !url.startsWith('/')) return undefined;
  const slash = schemeEnd === undefined ? 0 : url.indexOf('/', schemeEnd);
  if (slash < 0) return '';
  const query = url.indexOf('?', slash);
  try {
    return decodeURIComponent(query < 0 ? url.slice(slash) : url.slice(slash, query));
  } catch {
    // A malformed escape: Go's parser refuses the URL as well, so that the flow does not match.
    return undefined;
  }
}
