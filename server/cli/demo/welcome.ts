import type { DemoFolder } from './make-demo.ts'

export interface DemoUsers {
  readonly alice: { readonly password: string }
  readonly bob: { readonly password: string }
}

/** The first text a newcomer reads. All commands in it work when pasted, at any time. */
export function welcome(
  { folder, secretFile, codeFile, sharedSecret, portalKey, configFile }: DemoFolder,
  { alice, bob }: DemoUsers,
  { radius, http, portal }: { readonly radius: string; readonly http: string; readonly portal: string },
  qrCode: string,
): string {
  const login = `npx ringlock login alice --server ${radius} --secret-file ${secretFile} --append`
  const scan =
    qrCode === '' ? '' : `Scan this to have alice's codes on your phone, or read them below:\n\n${qrCode}\n`
  return `
Ringlock demo. It listens on loopback only, is for trying only, and leaves nothing behind.

${scan}  portal   ${portal}    log in there as alice or bob, in a browser
  RADIUS   ${radius}, in ${folder}
  HTTP     ${http}/api/v1/    what would be mailed: ${http}/outbox
  alice    password ${alice.password}    an admin who has enrolled: a code comes after the password
  bob      password ${bob.password}    has no second factor yet: the password is enough

Log in from a second terminal in this folder. It asks for the password, then for the code:

  ${login}

The same without questions, and with radtest:

  echo ${alice.password} | ${login} --password-stdin --code $(cat ${codeFile})

  radtest alice "${alice.password}$(cat ${codeFile})" ${radius} 0 ${sharedSecret}

Log in as a portal does: the first two lines for what follows, also in the README; then password, and code.

  api=${http}/api/v1; key=${portalKey}; password=${alice.password}
  code() { cat ${codeFile}; }

  json='Content-Type: application/json'
  challenge=$(curl -s $api/login -H "$json" -d '{"username":"alice","password":"'$password'"}' |
    sed -E 's/.*"challenge":"([^"]+)".*/\\1/')
  curl -sw '\\n' $api/login/challenge -H "$json" -d '{"challenge":"'$challenge'","factor":"totp","code":"'$(code)'"}'

Each code works once; after a login, wait for the next. See what is known of alice:

  npx ringlock status alice --config ${configFile}

`
}
