import type { Brand } from '../../branding/branding.ts'
import type { OpenApiDocument, Operation, Parameter } from '../api/openapi/document.ts'
import { type Html, html } from './html.ts'
import { pageResponse } from './page.ts'

/** The OpenAPI document as a page, made from the document alone and without a script. */
export function openApiPage({ info, paths, components, servers }: OpenApiDocument, brand: Brand): Response {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))]
  const content = html`<div class="wide">
<h1>${info.title} ${info.version}</h1>
<p>${info.description}</p>
<p class="quiet">${servers.map(({ url }) => url).join(', ')} · <a href="openapi.json">openapi.json</a></p>
${tags.map(
  (tag) => html`<h2>${tag}</h2>
${operations
  .filter(({ operation }) => operation.tags.includes(tag))
  .map(({ path, method, operation }) => drawn(path, method, operation))}`,
)}
<h2>Every error</h2>
${code(components)}
</div>`
  return pageResponse({
    view: { language: 'en', brand },
    title: `${info.title} API`,
    content,
    root: '../../',
  })
}

function drawn(path: string, method: string, operation: Operation): Html {
  const { summary, description, parameters, requestBody, responses } = operation
  return html`<details>
<summary><code><strong>${method.toUpperCase()}</strong> ${path}</code> ${summary}</summary>
<p>${description}</p>
${parameters.length === 0 ? null : html`<dl>${parameters.map(parameter)}</dl>`}
${requestBody === undefined ? null : html`<p>Body:</p>${code(requestBody.content?.['application/json'].schema)}`}
${Object.entries(responses).map(([status, response]) => answerOf(status, response))}
</details>
`
}

function parameter({ name, in: where, required, schema }: Parameter): Html {
  return html`<dt><code>${name}</code></dt><dd>${where}${required ? ', required' : ''}: <code>${JSON.stringify(schema)}</code></dd>`
}

function answerOf(status: string, { description, content }: Operation['responses'][string]): Html {
  const isError = Number(status) >= 400
  return html`<p><strong>${status}</strong> ${description}</p>
${content === undefined || isError ? null : code(content['application/json'].schema)}`
}

function code(value: unknown): Html {
  return html`<pre>${JSON.stringify(value, null, 2)}</pre>`
}
