// What the dialogs of all nodes share. scripts/build.mjs puts it in front of each, because Node-RED loads each by itself.
window.Pushline =
  window.Pushline ||
  (function () {
    const CARRIES = { etherfax: ['fax'], esendex: ['sms'], aculab: ['fax', 'sms'] };
    const PLAIN = { https: 'http', wss: 'ws' };

    function isMissing(v) {
      return v === undefined || v === null || String(v).trim() === '';
    }

    // What it stands for only the runtime knows.
    function holdsVariable(v) {
      return /\$\{[^\s{}]+\}/.test(String(v));
    }

    // The rule of nodes/runtime/read-number.ts; test/nodes/editor-rules.spec.ts holds the two together. Empty is the default.
    function isNumber(v, rule) {
      const number = Number(v);
      return (
        isMissing(v) ||
        holdsVariable(v) ||
        (Number.isFinite(number) && number >= rule.min && (!rule.whole || Number.isInteger(number)))
      );
    }

    // The rule of src/domain/address.ts, held to it by the same test.
    function isAddress(v, rule) {
      const text = String(v).trim();
      if (holdsVariable(text)) return true;
      let url;
      try {
        url = new URL(text);
      } catch (error) {
        return false;
      }
      const loopback = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(url.hostname);
      const scheme = url.protocol === rule.scheme + ':' || (loopback && url.protocol === PLAIN[rule.scheme] + ':');
      return (
        scheme && !url.username && !url.password && text.indexOf('#') === -1 && (rule.query || text.indexOf('?') === -1)
      );
    }

    function verdict(node, opt, ok, reason, values) {
      return ok || (opt ? node._(node.type + '.validation.' + reason, values) : false);
    }

    function carries(connection, kind) {
      return (CARRIES[connection.provider || 'etherfax'] || []).indexOf(kind) !== -1;
    }

    // Why this connection cannot be used; undefined: it can.
    function problemOf(id, kind) {
      if (isMissing(id) || id === '_ADD_') return 'noConnection';
      const connection = RED.nodes.node(id);
      if (!connection) return 'connectionGone';
      if (!carries(connection, kind)) return kind === 'fax' ? 'carriesNoFax' : 'carriesNoSms';
      return connection.valid === false ? 'connectionInvalid' : undefined;
    }

    // Whoever has just made one from this dialog, and looks for it, must not wonder.
    function sayWhatIsNotOffered(node, kind) {
      const row = $('#node-input-connection').closest('.form-row');
      const tip = $('<div class="form-tips" role="status" style="margin-bottom: 12px">').insertAfter(row);
      $('#node-input-connection')
        .on('change', function () {
          let isAny = false;
          RED.nodes.eachConfig(function (config) {
            isAny = isAny || (config.type === 'fax-sms-connection' && !carries(config, kind));
          });
          tip.text(node._(node.type + '.validation.' + (kind === 'fax' ? 'noFaxHere' : 'noSmsHere'))).toggle(isAny);
        })
        .trigger('change');
    }

    // The one connection that fits; undefined: there is none, or there are several.
    function onlyConnection(node, kind) {
      const fitting = [];
      RED.nodes.eachConfig(function (config) {
        const isHere = !config.z || config.z === node.z;
        if (config.type === 'fax-sms-connection' && isHere && !config.d && carries(config, kind))
          fitting.push(config.id);
      });
      return fitting.length === 1 ? fitting[0] : undefined;
    }

    // Is this typed property a text that stands in the node? All else comes with the message.
    function isFixed(node, name) {
      const isOpen = RED.editor.getEditStack && RED.editor.getEditStack().indexOf(node) !== -1;
      const type = isOpen ? $('#node-input-' + name + 'Type').val() : node[name + 'Type'];
      return (type || 'msg') === 'str';
    }

    return {
      isMissing: isMissing,
      holdsVariable: holdsVariable,
      isAddress: isAddress,
      verdict: verdict,
      carries: carries,

      number: function (rule) {
        return function (v, opt) {
          return verdict(this, opt, isNumber(v, rule), rule.whole ? 'wholeAtLeast' : 'atLeast', { min: rule.min });
        };
      },

      // The rule of a typed property, where it is a text that stands in the node.
      fixed: function (name, rule, reason) {
        return function (v, opt) {
          const isKnown = isFixed(this, name) && !isMissing(v) && !holdsVariable(v);
          return verdict(this, opt, !isKnown || rule(String(v).trim()), reason);
        };
      },

      checkConnection: function (node, v, opt, kind) {
        const problem = problemOf(v, kind);
        return verdict(node, opt, problem === undefined, problem);
      },

      // A node that is dragged in takes the connection that is there.
      onadd: function (node, kind) {
        if (!node.connection) node.connection = onlyConnection(node, kind) || '';
      },

      // Before anything else is done with a dialog's fields. A flow that was not made by the editor lacks properties: the
      // runtime takes the defaults for them, so the dialog shows these.
      prepare: function (node, kind, defaults) {
        const values = Object.assign({}, defaults);
        const prefix = node._def.category === 'config' ? '#node-config-input-' : '#node-input-';
        Object.keys(node._def.defaults).forEach(function (name) {
          if (!(name in values)) values[name] = node._def.defaults[name].value;
          const field = $(prefix + name);
          if (typeof values[name] === 'number') field.attr('placeholder', values[name]);
          if (name === 'connection' || !isMissing(node[name]) || node[name] === '') return;
          if (field.is(':checkbox')) field.prop('checked', values[name]);
          else field.val(values[name]);
        });
        if (!kind) return;
        if (!node.connection) $('#node-input-connection').val(onlyConnection(node, kind) || '_ADD_');
        sayWhatIsNotOffered(node, kind);
      },
    };
  })();
