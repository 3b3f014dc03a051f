/** What the process of the embedded engine tells the server that started it. */
export type EngineMessage =
  | { readonly kind: 'ready' }
  /** It could not open its directory, and ends. */
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string };
