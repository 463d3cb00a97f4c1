/** Rules of this repository that no published plug-in has. */

import { dirname, relative, resolve, sep } from 'node:path';

export default {
  meta: { name: 'house' },
  rules: {
    'no-export-all': {
      create: (context) => ({
        ExportAllDeclaration: (node) =>
          context.report({
            node,
            message: 'Name what is exported: index.ts is the list of the API.',
          }),
      }),
    },

    /** Options: a folder, and those in it from the lowest upwards. Each imports from itself and from lower ones. */
    'layers-in-order': {
      meta: { schema: false },
      create: (context) => {
        const [parent, layers] = context.options;
        const layerOf = (path) =>
          layers.indexOf(relative(resolve(context.cwd, parent), path).split(sep)[0]);
        const layer = layerOf(context.filename);
        const check = (node) => {
          const source = node.source?.value;
          if (layer === -1 || source?.startsWith('.') !== true) {
            return;
          }
          if (layerOf(resolve(dirname(context.filename), source)) > layer) {
            const message = `A layer imports from itself and from those before it: ${layers.join(', ')}.`;
            context.report({ node, message });
          }
        };
        return { ImportDeclaration: check, ExportNamedDeclaration: check };
      },
    },
  },
};
