/** Rules of this repository that no published plug-in has. */
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
  },
};
