import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseXml, type ParsedXml } from '../../../src/providers/xml/parse-xml';
import { childrenNamed, type XmlElement } from '../../../src/providers/xml/xml-element';
import { WEBHOOK_XML_LIMITS } from '../../../src/providers/xml/xml-limits';

const CAP = WEBHOOK_XML_LIMITS.maxBytes;

function parse(xml: string | Buffer, charset?: string): ParsedXml {
  return parseXml(Buffer.from(xml), { charset });
}

function root(xml: string | Buffer, charset?: string): XmlElement {
  const parsed = parse(xml, charset);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason);
  return parsed.root;
}

function text(xml: string | Buffer, charset?: string): string {
  return root(xml, charset).text;
}

function escape(value: string): string {
  return value.replace(/[&<>\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}

const SAMPLE = `<?xml version="1.0" encoding="utf-8"?>
<!-- sample -->
<InboundMessage xmlns="urn:x" id="1">
  <Id>bece4d20</Id>
  <MessageText>Grüße &amp; <![CDATA[<b>&amp;</b>]]> 😀</MessageText>
  <Link rel='optout' href="https://example.com/?a=1&amp;b=2" />
</InboundMessage>`;

describe('parseXml', () => {
  it('makes a tree of local names, exact texts and attributes', () => {
    const message = root(SAMPLE);
    assert.equal(message.name, 'InboundMessage');
    assert.deepEqual(
      message.children.map(({ name }) => name),
      ['Id', 'MessageText', 'Link'],
    );
    assert.equal(childrenNamed(message, 'MessageText')[0]?.text, 'Grüße & <b>&amp;</b> 😀');
    const link = childrenNamed(message, 'Link')[0];
    assert.deepEqual(Object.fromEntries(link?.attributes ?? []), {
      rel: 'optout',
      href: 'https://example.com/?a=1&b=2',
    });
    assert.deepEqual(link?.children, []);
    assert.equal(link.text, '');
  });

  it('leaves out namespace prefixes, declared or not', () => {
    const message = root('<n:InboundMessage xmlns:n="urn:foreign"><m:Id>7</m:Id></n:InboundMessage>');
    assert.equal(message.name, 'InboundMessage');
    assert.equal(message.children[0]?.name, 'Id');
  });

  it('keeps every character of a text', () => {
    assert.equal(text('<a> \n\t x  y \u202e \u00a0</a>'), ' \n\t x  y \u202e \u00a0');
    assert.equal(text('<a>12345678901234567890</a>'), '12345678901234567890');
    assert.equal(text('<a>0x1F</a>'), '0x1F');
    assert.equal(text('<a>true</a>'), 'true');
    assert.equal(text('<a></a>'), '');
    assert.equal(text('<a/>'), '');
    assert.equal(text(`<a>${'ü'.repeat(50_000)}</a>`).length, 50_000);
  });

  it('joins texts around comments, CDATA and processing instructions', () => {
    assert.equal(text('<a>1<!-- > -->2<![CDATA[3]]><![CDATA[&lt;]]]]>4<?php don\'t "?>5</a>'), '123&lt;]]45');
    assert.equal(text('<a><![CDATA[]]></a>'), '');
  });

  it('makes line ends LF, as XML says, but keeps a CR that is written as a reference', () => {
    assert.equal(text('<a>\r\n1\r2\n3&#13;&#10;<![CDATA[\r\n]]></a>'), '\n1\n2\n3\r\n\n');
  });

  it('resolves the five entities and numeric references, once', () => {
    assert.equal(text('<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x41;&#x0000041;&#233;&#x1F600;</a>'), '<>&"\'AAAé😀');
    assert.equal(text('<a>&amp;lt;&amp;#65;</a>'), '&lt;&#65;');
    assert.equal(root('<a b="&#65;&amp;&#10;\n"/>').attributes.get('b'), 'A&\n ');
  });

  it('ignores what asks for a file, a style or a program', () => {
    const sheet = '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:1/x.xsl"?><?php echo "<b>"; ?>';
    const message = root(`${sheet}<a><xi:include xmlns:xi="urn:xi" href="file:///etc/passwd"/><b>1</b></a>`);
    assert.equal(childrenNamed(message, 'b')[0]?.text, '1');
  });

  it('reads names of any script, with hyphens, dots and digits', () => {
    const message = root('<größe.x-1 číslo="1"><_名前 b = "2"\n/></größe.x-1\n>');
    assert.equal(message.name, 'größe.x-1');
    assert.equal(message.attributes.get('číslo'), '1');
    assert.deepEqual(
      message.children.map(({ name, attributes }) => [name, attributes.get('b')]),
      [['_名前', '2']],
    );
  });

  it('reads names that mean something in JavaScript as names', () => {
    const message = root('<a hasOwnProperty="1"><toString>2</toString><valueOf/><length>3</length></a>');
    assert.equal(message.attributes.get('hasOwnProperty'), '1');
    assert.deepEqual(
      message.children.map(({ name, text: value }) => [name, value]),
      [
        ['toString', '2'],
        ['valueOf', ''],
        ['length', '3'],
      ],
    );
  });

  describe('refuses', () => {
    const refused: Record<string, string | Buffer> = {
      nothing: '',
      'white space': ' \n ',
      JSON: '{"a":1}',
      'no root': '<?xml version="1.0"?><!-- x -->',
      'an external entity': '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
      'a parameter entity': '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]><a/>',
      'a DOCTYPE behind a comment and an instruction': '<!-- x --><?x ?>\n<!DOCTYPE a><a/>',
      'a DOCTYPE in small letters': '<!doctype a><a/>',
      'a DOCTYPE inside': '<a><!DOCTYPE b></a>',
      'a DOCTYPE in UTF-16': Buffer.from('\ufeff<!DOCTYPE a><a/>', 'utf16le'),
      'a DOCTYPE in UTF-7': '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>',
      'billion laughs':
        '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]><l>&c;</l>',
      'a quadratic blow-up': `<!DOCTYPE a [<!ENTITY e "${'x'.repeat(50_000)}">]><a>${'&e;'.repeat(10_000)}</a>`,
      'mismatched tags': '<a><b></a>',
      'overlapping tags': '<a><b><c></b></c></a>',
      'tags that differ in case': '<a><b></B></a>',
      'an unclosed tag': '<a><b>',
      'a tag cut short': '<a><b',
      'a closing tag too many': '<a></a></b>',
      'text before the root': 'x<a/>',
      'text after the root': '<a></a>x',
      'text after an empty root': '<a/>x',
      'two roots': '<a></a><b></b>',
      'two empty roots': '<a/><b/>',
      'CDATA outside of the root': '<a/><![CDATA[x]]>',
      'a comment without end': '<a><!-- x</a>',
      'CDATA without end': '<a><![CDATA[x</a>',
      'an instruction without end': '<a><?x </a>',
      'the end of CDATA in a text': '<a>]]></a>',
      'a declaration that is not first': ' <?xml version="1.0"?><a/>',
      'two declarations': '<?xml version="1.0"?><?xml version="1.0"?><a/>',
      'a declaration inside': '<a><?xml version="1.0"?></a>',
      'an attribute twice': '<a b="1" b="2"/>',
      'an attribute without quotes': '<a b=1/>',
      'an attribute without value': '<a b/>',
      'attributes without a blank between': '<a b="1"c="2"/>',
      'a < in an attribute': '<a b="<"/>',
      'an attribute without end': '<a b="1>x</a>',
      'a name that begins with a digit': '<1a/>',
      'a name that is only a prefix': '<a:/>',
      'a name that begins with a hyphen': '<-a/>',
      'a closing tag that only begins alike': '<a></ab>',
      'a closing tag with an attribute': '<a></a b="1">',
      'a no-break space in a tag': '<a\u00a0b="1"/>',
      'an attribute twice, in two ways': `<a b="1" b='1'/>`,
      'a tag that ends in a slash and a blank': '<a/ >',
      'a blank before the name': '< a/>',
      'an unknown entity': '<a>&eacute;</a>',
      'an unknown entity in an attribute': '<a b="&eacute;"/>',
      'an entity in capitals': '<a>&LT;</a>',
      'a bare ampersand': '<a>fish & chips</a>',
      'a reference without end': '<a>&#65</a>',
      'a reference parted by a comment': '<a>&am<!-- -->p;</a>',
      'an empty reference': '<a>&#;</a>',
      'a reference with a sign': '<a>&#+65;</a>',
      'a reference to U+0000': '<a>&#0;</a>',
      'a reference to U+0001': '<a>&#1;</a>',
      'a reference to U+FFFE': '<a>&#xFFFE;</a>',
      'a reference to half a surrogate pair': '<a>&#xD83D;&#xDE00;</a>',
      'a reference beyond Unicode': '<a>&#x110000;</a>',
      'a reference of very many digits': `<a>&#${'1'.repeat(50_000)};</a>`,
      'a raw U+0001': '<a>\u0001</a>',
      'a raw U+FFFE': '<a>\ufffe</a>',
      'a raw U+0000': '<a>\u0000</a>',
      'a control character in CDATA': '<a><![CDATA[\u0008]]></a>',
      'broken UTF-8': Buffer.concat([Buffer.from('<a>'), Buffer.from([0xc3]), Buffer.from('</a>')]),
      'half a surrogate pair in UTF-16': Buffer.from('\ufeff<a>\ud83d</a>', 'utf16le'),
      'UTF-32': Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]),
      'an unknown character set': '<?xml version="1.0" encoding="x-unknown"?><a/>',
      'too many bytes': `<a>${'x'.repeat(CAP)}</a>`,
      'too many elements': `<a>${'<b/>'.repeat(1_000)}</a>`,
      'too deep a nesting': `${'<a>'.repeat(17)}${'</a>'.repeat(17)}`,
      '60,000 opening tags': '<a>'.repeat(60_000),
      'too many attributes': `<a ${Array.from({ length: 201 }, (_, n) => `b${n}="1"`).join(' ')}/>`,
      '20,000 attributes': `<a ${'b="1" '.repeat(20_000)}/>`,
      '50,000 elements on one level': `<a>${'<b/>'.repeat(50_000)}</a>`,
      'too many comments': `<a>${'<!---->'.repeat(1_001)}</a>`,
      'too much white space in a tag': `<a${' '.repeat(200)}/>`,
      'an element __proto__': '<a><__proto__><x>1</x></__proto__></a>',
      'an attribute __proto__': '<a __proto__="1"/>',
      'an element x:__proto__': '<a><x:__proto__/></a>',
      'an element constructor': '<a><constructor/></a>',
    };
    for (const [what, xml] of Object.entries(refused)) {
      it(what, () => {
        const parsed = parse(xml);
        assert.ok(!parsed.ok);
        assert.match(parsed.reason, /^[a-zA-Z -]{5,60}$/, 'a fixed phrase');
        assert.equal(Reflect.get({}, 'x'), undefined);
      });
    }

    it('a sample that is cut, at every byte', () => {
      const bytes = Buffer.from(SAMPLE);
      for (let length = 0; length < bytes.length; length += 1) {
        assert.equal(parseXml(bytes.subarray(0, length)).ok, false, `cut at ${length}`);
      }
      assert.equal(parseXml(bytes).ok, true);
    });
  });

  it('takes what is just within its limits', () => {
    assert.equal(text(`<a>${'x'.repeat(CAP - 7)}</a>`).length, CAP - 7);
    assert.equal(root(`<a>${'<b/>'.repeat(999)}</a>`).children.length, 999);
    assert.ok(parse(`${'<a>'.repeat(16)}${'</a>'.repeat(16)}`).ok);
    assert.equal(text(`<a>${'&#65;'.repeat(50_000)}</a>`), 'A'.repeat(50_000));
  });

  it('takes other limits for a list that it was asked for', () => {
    const many = Buffer.from(`<a>${'<b/>'.repeat(5_000)}</a>`);
    assert.equal(parseXml(many).ok, false);
    assert.equal(parseXml(many, { limits: { ...WEBHOOK_XML_LIMITS, maxElements: 6_000 } }).ok, true);
  });

  describe('reads character sets', () => {
    const latin = (declared: string): Buffer =>
      Buffer.from(`<?xml version="1.0" encoding="${declared}"?><a>\xe9\x80</a>`, 'latin1');

    it('by the declaration', () => {
      assert.equal(text(latin('ISO-8859-1')), 'é€');
      assert.equal(text(latin('windows-1252')), 'é€');
      assert.equal(parse(latin('us-ascii')).ok, false);
      assert.equal(parse(latin('utf-8')).ok, false);
      assert.equal(text("<?xml version='1.0' encoding='US-ASCII'?><a>e</a>"), 'e');
    });

    it('by the header, which wins over the declaration', () => {
      assert.equal(text(latin('utf-8'), 'ISO-8859-1'), 'é€');
      assert.equal(text('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', 'UTF-8'), 'é');
      assert.equal(text('<?xml version="1.0" encoding="utf-16"?><a>é</a>', 'utf-8'), 'é');
      assert.equal(parse('<a/>', 'x-unknown').ok, false);
      assert.equal(parse(Buffer.from('\ufeff<a/>', 'utf16le'), 'utf-8').ok, false);
    });

    it('by the byte order mark', () => {
      const declared = '\ufeff<?xml version="1.0" encoding="utf-16"?><a>é😀</a>';
      const little = Buffer.from(declared, 'utf16le');
      assert.equal(text(little), 'é😀');
      assert.equal(text(Buffer.from(little).swap16()), 'é😀');
      assert.equal(text(little, 'utf-16'), 'é😀');
      assert.equal(text('\ufeff<a>é</a>'), 'é');
      assert.equal(text('\ufeff<a>é</a>', 'utf-8'), 'é');
      assert.equal(parse(Buffer.from('<a/>', 'utf16le')).ok, false);
    });

    it('but keeps a zero-width space at the start of a text', () => {
      assert.equal(text('<a>\ufeffx</a>'), '\ufeffx');
    });
  });

  const character = fc
    .integer({ min: 0x20, max: 0x10ffff })
    .filter((code) => (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff)
    .map((code) => String.fromCodePoint(code));
  const anyText = fc.array(fc.oneof(character, fc.constantFrom('\n', '\t', '\r', '&', '<', ']]>', '  ')), {
    maxLength: 60,
  });

  it('keeps any text exactly, escaped or as CDATA', () => {
    fc.assert(
      fc.property(anyText, (pieces) => {
        const value = pieces.join('');
        assert.equal(text(`<a>${escape(value)}</a>`), value);
        assert.equal(
          root(`<a b="${escape(value).replace(/["\n\t]/g, (c) => `&#${c.charCodeAt(0)};`)}"/>`).attributes.get('b'),
          value,
        );
        const cdata = value.replace(/\r/g, '').replaceAll(']]>', ']]]]><![CDATA[>');
        assert.equal(text(`<a><![CDATA[${cdata}]]></a>`), value.replace(/\r/g, ''));
      }),
    );
  });

  it('never throws', () => {
    const markup = fc.constantFrom(
      '<a>',
      '</a>',
      '<b/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '&',
      ';',
      '"',
      '=',
      ' ',
      'x',
      '<!',
    );
    fc.assert(fc.property(fc.array(markup, { maxLength: 40 }), (pieces) => void parse(pieces.join(''))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseXml(Buffer.from(bytes))));
  });
});
