import { apiError, type Call, calls, type ErrorCode } from '../../../server/http/contract/index.ts'

/** What every call may answer with. */
const common: readonly ErrorCode[] = [
  'invalid-request',
  'unauthenticated',
  'forbidden',
  'too-large',
  'unsupported-media-type',
  'unavailable',
]

/** Throws unless the contract has this answer for this call. */
export function checkAnswer(method: string, path: string, status: number, body: unknown): void {
  const call = callOf(method, path)
  if (status >= 400) {
    const { error } = apiError.parse(body)
    const allowed = [...common, ...call.errors, ...(call.proof ? ['reverify'] : [])]
    if (!allowed.includes(error.code)) throw new Error(`${method} ${call.path} has no error ${error.code}`)
    return
  }
  if (status !== call.status) throw new Error(`${method} ${call.path} answers ${call.status}, not ${status}`)
  if (call.response === undefined && body !== null) throw new Error(`${method} ${call.path} has no body`)
  call.response?.parse(body)
}

function callOf(method: string, path: string): Call {
  const [plain = ''] = path.split('?')
  const found = Object.values<Call>(calls).find((call) => call.method === method && pattern(call).test(plain))
  if (found === undefined) throw new Error(`the contract has no ${method} ${path}`)
  return found
}

function pattern({ path }: Call): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)
}
