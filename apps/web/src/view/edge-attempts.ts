import { deniedAttempts, type Figures } from './edge.ts';

/** What was tried, each once. Requests and questions that a rule refused are among the requests and questions. */
export function attemptsOf(figures: Figures): number {
  const { connections, httpRequests, dnsQuestions, httpDenied, dnsDenied } = figures;
  return figures.deniedAttempts + Math.max(connections, httpRequests, dnsQuestions, httpDenied, dnsDenied);
}

/** How much of what was tried was denied, 0 to 1. */
export function deniedShare(figures: Figures): number {
  const tried = attemptsOf(figures);
  return tried === 0 ? 0 : Math.min(1, deniedAttempts(figures) / tried);
}

/** Only seen on the way, to the address of a service before it is translated: no attempt, and no verdict on anything. */
export function isOnlyTraced(figures: Figures): boolean {
  const { forwarded, dropped, error, audit, redirected } = figures;
  return forwarded + dropped + error + audit + redirected === 0 && attemptsOf(figures) === 0;
}
