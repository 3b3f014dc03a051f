import { RE2JS } from 're2js';
import type { FlowFilter } from '@orrery/proto/flow/flow_pb';
import { badFilter, fieldTest, type FlowTest } from './flow-test.ts';
import { searchTest } from './regexp.ts';

export function dnsFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.sourceFqdn, (value) => {
      const matches = fqdnGlob(value);
      return (flow) => flow.sourceNames.some(matches);
    }),
    ...fieldTest(filter.destinationFqdn, (value) => {
      const matches = fqdnGlob(value);
      return (flow) => flow.destinationNames.some(matches);
    }),
    ...fieldTest(filter.dnsQuery, (value) => {
      const matches = searchTest(value);
      return (flow) => flow.l7?.record.case === 'dns' && matches(flow.l7.record.value.query);
    }),
  ];
}

/** `[cluster/]node`, each side a glob; a side that is missing is any. */
export function nodeFilters(filter: FlowFilter): FlowTest[] {
  return fieldTest(filter.nodeName, (value) => {
    if (value === '' || value === '/') throw badFilter('invalid node name filter, must be [cluster/]<node>');
    const slash = value.indexOf('/');
    const cluster = slash <= 0 ? () => true : glob(value.slice(0, slash));
    const node = slash === value.length - 1 ? () => true : glob(value.slice(slash + 1));
    return (flow) => {
      const at = flow.nodeName.indexOf('/');
      return cluster(at < 0 ? 'default' : flow.nodeName.slice(0, at)) && node(flow.nodeName.slice(at + 1));
    };
  });
}

const FQDN_GLOB = /^[-.0-9a-z*]+$/;

function fqdnGlob(value: string): (name: string) => boolean {
  const pattern = normalised(value);
  if (!FQDN_GLOB.test(pattern)) {
    throw badFilter(`invalid FQDN pattern ${JSON.stringify(value)}, only [-.0-9A-Za-z*] may be used`);
  }
  const matches = glob(pattern);
  return (name) => matches(normalised(name));
}

function normalised(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** `*` stands for any letters, digits, dots and dashes. */
function glob(pattern: string): (text: string) => boolean {
  const expression = RE2JS.compile(
    `^${pattern
      .split('*')
      .map((part) => RE2JS.quote(part))
      .join('[-.0-9a-z]*')}$`,
  );
  return (text) => expression.test(text);
}
