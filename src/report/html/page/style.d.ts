/** The style sheet is bundled with the page; the import itself gives nothing. */
declare module '*.css';
