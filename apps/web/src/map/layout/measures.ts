/** Lengths of the map in CSS pixels at zoom 1. */

/** Free ground around everything. */
export const MARGIN = 6;

/** From a region's hull to its nodes, left and right, and below the last one. */
export const REGION_PAD = 12;

/** From a region's head to its first row. */
export const HEAD_GAP = 4;

/** Between what stands one above the other: regions, lone nodes. With `label` one of two lines stands between two regions. */
export const BLOCK_GAP = { least: 14, label: 36, most: 44 } as const;

/** Between two rows of one region. A row gap holds lanes; with `label` a label of one line, with `most` one of two. */
export const ROW_GAP = { least: 18, label: 34, most: 48 } as const;

/** Between callers from outside, and between callees outside. */
export const OUTSIDE_GAP = 12;

/** From a lane to the card or head beside it. */
export const LANE_CLEARANCE = 6;

/** Between two lanes or two ports, and what a troubled edge keeps. */
export const LANE_STEP = { quiet: 7, troubled: 12 } as const;

/** From the corner of a card to its first port. */
export const PORT_INSET = 6;

/** The map is looked at with this much free around it. */
export const SIGHT_MARGIN = 3;

/** Seen smaller than this a map is not read. */
export const READABLE = 0.83;

/** From a column to the first track of the channel beside it: an arrowhead, a corner and the hull of a region. */
export const CHANNEL_PAD = 20;

/** The same where the window is narrow: just outside the hull of a region, with an arrowhead and half a corner. */
export const CHANNEL_PAD_LEAST = 12;

/** The narrowest channel: an arrow that can be seen, and so much for the hull of a region at each side. */
export const CHANNEL_LEAST = 26;
export const HULL_LEAST = 4;

/** Between two tracks: as wished, usual, the least in a new map, and where a channel must not grow because it would push. */
export const TRACK_STEP = { wished: 8, usual: 5, least: 4.25, tight: 2 } as const;

/** Between two regions a channel gets this first, so that a label of two lines stands between the cards beside it. */
export const CHANNEL_FOR_LABELS = 168;

/** A channel is not wider than this, however wide the screen. */
export const CHANNEL_MOST = 190;

/** Between a label and whatever must not touch it. */
export const LABEL_CLEARANCE = 6;
