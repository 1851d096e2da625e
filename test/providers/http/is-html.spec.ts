import assert from 'node:assert/strict';
import { isHtml } from '../../../src/providers/http/is-html';

describe('a body that may be a page', () => {
  it('is one by its type, whatever it begins with', () => {
    for (const type of ['text/html', 'Text/HTML; charset=utf-8', 'application/xhtml+xml']) {
      assert(isHtml(Buffer.from('Welcome'), type), type);
    }
  });

  it('is one that begins like HTML or XHTML', () => {
    for (const page of [
      '<html>',
      '<?xml version="1.0"?><?xml-stylesheet href="a.css"?>\n<!DOCTYPE html>',
      `<!--${' '.repeat(1_000)}-->\r\n<HTML lang="en">`,
      '<!-- a --><!-- <b> -- --> <!doctype html>',
    ]) {
      assert(isHtml(Buffer.from(page)), page);
    }
  });

  it('is none that is another XML, or no text at all', () => {
    for (const other of [
      '<?xml version="1.0"?><response xmlns="http://api.esendex.com/ns/"><html/></response>',
      '<?xml version="1.0"?><!-- <html> --><errors/>',
      '<hex>',
      'II*\0<html>',
      '<!---->'.repeat(1_000),
      '',
    ]) {
      assert(!isHtml(Buffer.from(other), 'application/xml'), other);
    }
  });
});
