import type { Flow, FlowFilter } from '@orrery/proto/flow/flow_pb';
import { fieldTest, type FlowTest } from './flow-test.ts';
import { labelValues, parseSelector } from './label-selector.ts';

export function labelFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.sourceLabel, (value) => selectorTest(value, (flow) => flow.source?.labels)),
    ...fieldTest(filter.destinationLabel, (value) => selectorTest(value, (flow) => flow.destination?.labels)),
    ...fieldTest(filter.nodeLabels, (value) => selectorTest(value, (flow) => flow.nodeLabels)),
  ];
}

function selectorTest(value: string, labelsOf: (flow: Flow) => readonly string[] | undefined): FlowTest {
  const matches = parseSelector(value);
  return (flow) => matches(labelValues(labelsOf(flow) ?? []));
}
