import type { DemoFolder } from './make-demo.ts'

export interface DemoUsers {
  readonly alice: { readonly password: string }
  readonly bob: { readonly password: string }
}

/** What a newcomer reads first. The commands work as they are pasted, at any time. */
export function welcome(
  { folder, secretFile, codeFile, sharedSecret, configFile }: DemoFolder,
  { alice, bob }: DemoUsers,
  server: string,
  qrCode: string,
): string {
  const login = `npx ringlock login alice --server ${server} --secret-file ${secretFile} --append`
  const scan =
    qrCode === '' ? '' : `Scan this to have alice's codes on your phone, or read them below:\n\n${qrCode}\n`
  return `
Ringlock demo. It listens on loopback only, is for trying only, and leaves nothing behind.

${scan}  RADIUS   ${server}, in ${folder}
  alice    password ${alice.password}    an admin who has enrolled: a code comes after the password
  bob      password ${bob.password}    has no second factor yet: the password is enough

Log in from a second terminal in this folder. It asks for the password, then for the code:

  ${login}

The same without questions, and with radtest:

  echo ${alice.password} | ${login} --password-stdin --code $(cat ${codeFile})

  radtest alice "${alice.password}$(cat ${codeFile})" ${server} 0 ${sharedSecret}

Each code works once; after a login, wait for the next. See what is known of alice:

  npx ringlock status alice --config ${configFile}

`
}
