/** px: the bars above and below the line of zero. */
export const STRIP = { above: 26, below: 14, height: 40 } as const;
