import assert from 'node:assert/strict';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';
import { element, writeXml } from '../../../src/simulator/esendex/xml';

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

describe('XML of the simulated Esendex', () => {
  it('keeps text to the character, pretty or not', () => {
    const text = fc.string({ unit: 'grapheme' }).map((generated) => generated.replace(/[\uFFFE\uFFFF]/g, ''));
    fc.assert(
      fc.property(text, fc.boolean(), (content, pretty) => {
        const xml = writeXml(element('root', [element('text', content)]), { pretty });
        assert.equal(XMLValidator.validate(xml), true);
        const { root } = parser.parse(xml) as { root: { text: string } };
        assert.equal(root.text, content);
      }),
      { numRuns: 200 },
    );
  });

  it('escapes what would end an element, an attribute or a line', () => {
    const xml = writeXml(element('a', 'x < y & z > "w"\r\n\u0001', { b: '"<&' }));
    assert.equal(xml, '<a b="&quot;&lt;&amp;">x &lt; y &amp; z &gt; &quot;w&quot;&#xD;\n&#x1;</a>');
  });

  it('indents elements, never text', () => {
    const root = element('a', [element('b', ' text '), element('c', [element('d')])]);
    assert.equal(writeXml(root), '<a><b> text </b><c><d></d></c></a>');
    assert.equal(
      writeXml(root, { pretty: true, selfClosed: true }),
      '<a>\r\n  <b> text </b>\r\n  <c>\r\n    <d />\r\n  </c>\r\n</a>',
    );
  });
});
