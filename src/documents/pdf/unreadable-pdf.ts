/** This part of a PDF cannot be made sense of; no error for the user, since readers repair much. Never leaves the inspection. */
export class UnreadablePdfError extends Error {}
