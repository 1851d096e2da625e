'use strict';

/**
 * Loaded before Node-RED: its wall clock is ahead of the real one by as many ms as the file says that is named by
 * STEPPED_DATE. What measures time by itself goes on as it does.
 */
const { readFileSync } = require('node:fs');

const RealDate = Date;
const file = process.env.STEPPED_DATE;
let ahead = 0;
let readAt = -Infinity;

function now() {
  if (performance.now() - readAt > 50) {
    readAt = performance.now();
    try {
      ahead = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      // Nobody has set it yet.
    }
  }
  return RealDate.now() + ahead;
}

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static now() {
    return now();
  }
};
