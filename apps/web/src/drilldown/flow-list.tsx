import { useQueryClient } from '@tanstack/react-query';
import { Text } from '../base/text.tsx';
import { VerdictWord } from '../flows/flow-cell.tsx';
import { flowKey } from '../flows/flow-keys.ts';
import { preciseTime } from '../flows/precise-time.ts';
import type { KeptFlow } from '../layer7/kept-flow.ts';
import { flowWords } from './flow-words.ts';

interface FlowListProps {
  readonly flows: readonly KeptFlow[];
  /** Opens a flow in full, by its id, or by its number where it has none. */
  readonly onFlow: (id: string) => void;
}

/** Flows as lines; each opens in full. */
export function FlowList({ flows, onFlow }: FlowListProps) {
  const queries = useQueryClient();
  return (
    <ul className="kept-flows">
      {flows.map((flow) => {
        const { number, uuid, timeMs, verdict, json } = flow;
        const id = uuid || `number-${number}`;
        return (
          <li key={id}>
            <button
              type="button"
              className="kept-flow"
              onClick={() => {
                queries.setQueryData(flowKey(id), json);
                onFlow(id);
              }}
            >
              <span className="quiet">{Number.isNaN(timeMs) ? '' : preciseTime(timeMs)}</span>
              <VerdictWord verdict={verdict || 'undecodable'} />
              <Text className="kept-flow-words" limit={120}>
                {flowWords(flow)}
              </Text>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
