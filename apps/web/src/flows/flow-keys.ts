/** Under which keys the query cache knows what was read of a flow. */
export const flowKey = (id: string): readonly unknown[] => ['flow', id];
export const storyKey = (id: string): readonly unknown[] => ['story', id];
