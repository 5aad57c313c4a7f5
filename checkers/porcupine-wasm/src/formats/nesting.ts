/** Values deeper than this are refused: what walks through them has a stack that ends. */
export const nestingLimit = 500;
