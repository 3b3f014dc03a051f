import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isSameRange } from '../view/past-range.ts';
import { FIRST_VIEW, formatView, parseView, type View } from '../view/url-state.ts';
import { readIncident } from './incident-calls.ts';
import type { Incident } from './incident-answer.ts';

/** What is known of the incident of the address. */
export interface IncidentTold {
  readonly incident: Incident | undefined;
  /** Why it cannot be shown; '' where it can, or is still read. */
  readonly why: string;
}

/** Once it is known, its range becomes that of the page, so that panels ask for it too. */
export function useIncident(view: View, go: (change: Partial<View>, how: 'replace') => void): IncidentTold {
  const { incident: id, range } = view;
  const { data, error } = useQuery({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => readIncident(id, signal),
    enabled: id !== '',
    retry: false,
    staleTime: Infinity,
  });
  const incident = data?.id === id ? data : undefined;
  const isBare = formatView({ ...view, incident: '' }) === '';
  useEffect(() => {
    if (incident === undefined || isSameRange(range, incident.range)) return;
    go(isBare ? viewOf(incident) : { range: incident.range, before: undefined }, 'replace');
  }, [incident, range, isBare, go]);
  return { incident, why: incident === undefined && error !== null ? error.message : '' };
}

/** The page as it was when the incident was frozen. */
export function viewOf({ id, range, query, view }: Incident): Partial<View> {
  const { theme: _, strip: __, ...frozen } = parseView(view);
  return { ...FIRST_VIEW_BUT_THEME, ...frozen, query, range, before: undefined, incident: id };
}

const { theme: _, ...FIRST_VIEW_BUT_THEME } = FIRST_VIEW;
