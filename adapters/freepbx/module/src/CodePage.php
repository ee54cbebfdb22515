<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/**
 * Asks for the code. A form that works without scripts; where scripts run, <ringlock-login> takes its place, and
 * <ringlock-enrolment> where a second factor has to be set up first. While a grace period runs, <ringlock-login> offers that.
 * Their calls go through this host, so that no browser has to reach Ringlock.
 */
final class CodePage
{
    /**
     * @param string $widgets the address of the folder with ringlock.js
     * @param string $api     what the elements are given as `api`
     */
    public static function show(
        Held $held,
        string $widgets,
        string $api,
        string $problem = '',
        string $note = '',
        int $status = 200
    ): void {
        if (Request::wantsData()) {
            Page::data(401, ['status' => false, 'message' => Texts::say('Enter the code first.'), 'ringlock' => 'code']);
        }
        $content = '<p class="muted">' . Page::escape($held->text('name')) . '</p>';
        $content .= $problem === '' ? '' : '<p class="problem" role="alert">' . Page::escape($problem) . '</p>';
        $content .= $note === '' ? '' : '<p role="status">' . Page::escape($note) . '</p>';
        $content .= $held->get('enrolmentToken') === null && $held->factors() === []
            ? '<p>' . Page::escape(Texts::say('You need a second factor. Ask an administrator to set it up.')) . '</p>'
            : self::fields($held);
        $content .= '<div data-without-element>' . self::button($held, 'cancel', Texts::say('Start over')) . '</div>';
        $isLogin = $held->factors() !== [] || $held->graceEnds() !== null;
        $data = [
            'challenge' => $isLogin ? $held->get('challenge') : null,
            'enrol' => !$isLogin && $held->get('enrolmentToken') !== null,
            'api' => $api,
            'tokenUrl' => '?ringlock=/token',
            'returnUrl' => Page::here(),
        ];
        $json = json_encode($data, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES);
        $content .= "<script type=\"application/json\" id=\"ringlock-held\">$json</script>";
        $title = $held->factors() === [] ? Texts::say('Set up your second factor') : Texts::say('Enter your code');
        Page::html($status, $title, $content, self::script($widgets));
    }

    private static function fields(Held $held): string
    {
        $graceEnds = $held->graceEnds();
        if ($graceEnds !== null) {
            $until = Page::escape(Texts::say('From %s on, you need a code to log in.', date('Y-m-d H:i', (int) strtotime($graceEnds))));
            return "<div id=\"ringlock\"></div><div data-without-element><p>$until</p><noscript><p>"
                . Page::escape(Texts::say('Setting it up takes a browser with scripts.')) . '</p></noscript>'
                . self::button($held, 'later', Texts::say('Later')) . '</div>';
        }
        if ($held->factors() === []) {
            return '<div id="ringlock"></div><noscript><p>'
                . Page::escape(Texts::say('Your second factor has to be set up first, which takes a browser with scripts.'))
                . '</p></noscript>' . self::button($held, 'again', Texts::say('Go on'));
        }
        $names = [
            'totp' => Texts::say('Code from your authenticator'),
            'hotp' => Texts::say('Code from your device'),
            'recovery-code' => Texts::say('Recovery code'),
            'email-code' => Texts::say('Code from the mail'),
            'call-code' => Texts::say('Code from the call'),
            'text-code' => Texts::say('Code from the text message'),
        ];
        $options = '';
        foreach (array_intersect(array_keys($names), $held->factors()) as $factor) {
            $options .= "<option value=\"$factor\">" . Page::escape($names[$factor]) . '</option>';
        }
        $trust = is_int($held->challenge('trustFor'))
            ? '<label class="line"><input type="checkbox" name="ringlock_trust" value="1"> '
                . Page::escape(Texts::say('Trust this browser')) . '</label>'
            : '';
        $form = '<div id="ringlock"></div><div id="ringlock-plain" data-without-element>' . self::open($held)
            . '<label>' . Page::escape(Texts::say('Kind of code')) . "<select name=\"ringlock_factor\">$options</select></label>"
            . '<label>' . Page::escape(Texts::say('Code')) . '<input type="text" name="ringlock_code" required autofocus'
            . ' autocomplete="one-time-code" autocapitalize="off" spellcheck="false" maxlength="64"></label>'
            . $trust . '<button class="primary">' . Page::escape(Texts::say('Log in')) . '</button></form>';
        if (in_array('email-code', $held->factors(), true)) {
            $form .= self::button($held, 'email-code', Texts::say('Send me a code by mail'));
        }
        if ($held->challenge('canReset') === true) {
            $form .= self::button($held, 'reset', Texts::say('I lost my device: mail me a link'));
        }
        return $form . '</div>';
    }

    private static function open(Held $held): string
    {
        $here = Page::escape(Page::here());
        return "<form class=\"plain\" method=\"post\" action=\"$here\"><input type=\"hidden\" name=\"ringlock_form\" value=\"{$held->text('form')}\">";
    }

    private static function button(Held $held, string $action, string $text): string
    {
        return self::open($held) . "<button name=\"ringlock_action\" value=\"$action\">" . Page::escape($text) . '</button></form>';
    }

    /** The plain form goes only when the element is there, so that a script that does not load takes nothing away. */
    private static function script(string $widgets): string
    {
        $address = json_encode("$widgets/ringlock.js", JSON_HEX_TAG | JSON_UNESCAPED_SLASHES);
        return <<<JS
            const { challenge, enrol, api, tokenUrl, returnUrl } = JSON.parse(document.querySelector('#ringlock-held').textContent)
            import(new URL($address, location.href).href).then(() => {
              const element = document.createElement(enrol ? 'ringlock-enrolment' : 'ringlock-login')
              element.setAttribute('api', api)
              const goIn = ({ assertion }) => {
                const form = document.createElement('form')
                form.method = 'post'
                form.action = returnUrl
                form.addEventListener('formdata', ({ formData }) => formData.set('assertion', assertion))
                document.body.append(form)
                form.submit()
              }
              element.addEventListener('ringlock-login', goIn)
              if (enrol) Object.assign(element, { completeLogin: goIn }).setAttribute('token-url', tokenUrl)
              else element.challenge = challenge
              element.addEventListener('ringlock-start-over', (event) => {
                event.preventDefault()
                document.querySelector('button[value="cancel"]').click()
              })
              document.querySelector('#ringlock')?.append(element)
              for (const plain of document.querySelectorAll('[data-without-element]')) plain.hidden = true
            }, () => {})
            JS;
    }
}
