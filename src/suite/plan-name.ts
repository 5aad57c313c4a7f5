/** Of a plan's name. */
export const planNameLengthMax = 100;

/** A plan's name is that of a folder in the results, beside the link `latest`. */
export const planNamePattern: RegExp = /^(?!latest$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export const planNameWords = 'a name of letters, digits, dots and dashes, at most 100, not "latest"';
