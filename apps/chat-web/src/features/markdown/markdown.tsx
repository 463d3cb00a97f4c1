/**
 * An agent's text as Markdown, while it grows too. The text is untrusted: no HTML, no protocols but
 * the web's and mail's, no images from elsewhere, links that tell nothing of this page.
 */

import clsx from 'clsx';
import { isValidElement, memo, useMemo } from 'react';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import ReactMarkdown from 'react-markdown';
import type { Components } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remend from 'remend';
import { CodeBlock } from './code-block.tsx';
import styles from './markdown.module.css';
import { isOpenFence, splitBlocks } from './split-blocks.ts';

const LEADS_OUT = /^(?:https?|mailto):/i;
// Deeper than anybody quotes or lists: a model that repeats itself gets there, and rendering does not end.
const TOO_DEEP = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){40}/m;

interface MarkdownProps {
  readonly text: string;
  readonly isGrowing: boolean;
}

export function Markdown({ text, isGrowing }: MarkdownProps): ReactElement {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  return (
    <div className={clsx(styles.markdown, isGrowing && styles.growing)}>
      {blocks.map((block, index) => (
        // Blocks are only ever added at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <Block key={index} text={block} isLast={isGrowing && index === blocks.length - 1} />
      ))}
      {blocks.length === 0 && isGrowing && <p />}
    </div>
  );
}

interface BlockProps {
  readonly text: string;
  readonly isLast: boolean;
}

const Block = memo(function Block({ text, isLast }: BlockProps): ReactElement {
  if (TOO_DEEP.test(text)) return <p className={styles.raw}>{text}</p>;
  const isOpen = isLast && isOpenFence(text);
  const whole = isLast ? remend(text, { linkMode: 'text-only' }) : text;
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      rehypePlugins={[rehypeSanitize]}
      components={isOpen ? OPEN_COMPONENTS : COMPONENTS}
    >
      {whole}
    </ReactMarkdown>
  );
});

/** Links of this page lead nowhere good: into the chat's own addresses, such as a link that signs in. */
function Link({ href, children }: ComponentProps<'a'>): ReactElement {
  if (href === undefined || !LEADS_OUT.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** Loading it would tell whoever serves it that this room is being read. */
function ImageLink({ src, alt }: ComponentProps<'img'>): ReactElement {
  const words = alt === undefined || alt === '' ? 'image' : `image: ${alt}`;
  return typeof src === 'string' ? <Link href={src}>[{words}]</Link> : <span>[{words}]</span>;
}

function Table({ children }: ComponentProps<'table'>): ReactElement {
  return (
    // A wide table scrolls by itself, by keyboard as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.table} aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </section>
  );
}

function Heading({ children }: { readonly children?: ReactNode }): ReactElement {
  return <h3 className={styles.heading}>{children}</h3>;
}

/** `<pre><code class="language-x">` of the parser, as one of ours. */
function codeBlockOf(children: ReactNode, isComplete: boolean): ReactElement {
  const code = isValidElement<{ className?: string; children?: ReactNode }>(children)
    ? children.props
    : { children };
  const language = /language-(\S+)/.exec(code.className ?? '')?.[1] ?? '';
  const text = typeof code.children === 'string' ? code.children : '';
  return <CodeBlock code={text.replace(/\n$/, '')} language={language} isComplete={isComplete} />;
}

const COMPONENTS: Components = {
  a: Link,
  img: ImageLink,
  table: Table,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  pre: ({ children }) => codeBlockOf(children, true),
};
const OPEN_COMPONENTS: Components = {
  ...COMPONENTS,
  pre: ({ children }) => codeBlockOf(children, false),
};
