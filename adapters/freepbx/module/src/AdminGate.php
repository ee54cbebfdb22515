<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Base64Url;
use Ringlock\Portal\Settings;

/**
 * The administration. FreePBX keeps who is in as $_SESSION['AMP_user'] (gui_auth.php); here it counts only with our mark on the
 * object itself. Beside it, the mark would outlive a logout, and the next login in that browser would need no code.
 */
final class AdminGate
{
    private const WIDGETS = 'modules/ringlock/assets/widgets';

    /** @var Settings */
    private $settings;
    /** @var Passes */
    private $passes;
    /** @var Session */
    private $session;

    public function __construct(Settings $settings, Passes $passes)
    {
        $this->settings = $settings;
        $this->passes = $passes;
        $this->session = new Session();
    }

    public function pass(): void
    {
        // config.php lets in who brings a key there, after the gate (config.php:143).
        if (isset($_REQUEST['unlock']) && Request::script() === 'admin/config.php') {
            $this->refuse('a link to unlock the administration');
        }
        $this->session->open($this->isFreshLogin());
        $user = $_SESSION['AMP_user'] ?? null;
        if (is_object($user) && $this->isMarked($user)) {
            $this->answerElements($user);
            $this->session->close();
            return;
        }
        if ($user !== null) {
            unset($_SESSION['AMP_user']);
            $this->judge($user);
        } else {
            $this->goOn();
        }
        $this->session->close();
    }

    /** An administrator without the mark: returns only if there is one now. */
    private function judge(object $user): void
    {
        if (($user->username ?? null) === 'fwconsole' && $this->isUnlocked()) {
            $this->letIn($user, 'fwconsole', ['fwconsole']);
            return;
        }
        $account = $this->accountOf($user);
        if ($account === null) {
            $this->refuse('the account ' . (is_string($user->username ?? null) ? $user->username : '') . ', which is no user of Ringlock');
            return;
        }
        if (!$this->isFreshLogin()) {
            $this->endOldSession();
            return;
        }
        $held = Held::find('admin');
        if (!$this->hasPassword() && $held !== null && $held->text('userKey') === $account->userKey) {
            // FreePBX lets the same user in again with each request.
            $this->ask($held);
            return;
        }
        $amr = $this->hasPassword() ? ['pwd'] : ['sso'];
        $nonce = Base64Url::random();
        $login = new Login($this->settings);
        $step = $login->begin($account, $amr, $nonce, !Request::wantsData());
        if ($step->amr !== null) {
            $this->letIn($user, $account->userKey, $step->amr);
            return;
        }
        if ($step->challenge === null) {
            Problem::refuse($step->problem, $step->answer);
            return;
        }
        // Who planted the session would have the password's proof in it, and need the code alone.
        $this->session->renew();
        $held = Held::keep('admin', $account, $nonce, $amr, $step->challenge, ['user' => serialize($user)]);
        CodePage::show($held, self::WIDGETS, $login->relayBase());
    }

    /** The caller is not logged in. Where a login waits for its code, its page is shown in place of FreePBX's. */
    private function goOn(): void
    {
        if (Request::isAjax() && Request::isForwardedFromHere()) {
            Page::data(401, ['error' => 'Not Authenticated']);
        }
        $held = Held::find('admin');
        if ($held === null) {
            return;
        }
        if (isset($_REQUEST['logout']) || (isset($_REQUEST['username']) && isset($_REQUEST['password']))) {
            Held::drop();
            return;
        }
        $this->ask($held);
    }

    /** Ends the request. */
    private function ask(Held $held): void
    {
        $letIn = function (array $amr) use ($held): void {
            $user = unserialize((string) $held->waiting('user'));
            if (!is_object($user)) {
                throw new \UnexpectedValueException('the administrator who waits cannot be read');
            }
            $this->letIn($user, $held->text('userKey'), $amr);
            Page::redirect();
        };
        (new CodeForm(new Login($this->settings), $held, self::WIDGETS, $letIn))->handle();
    }

    /** @param string[] $amr */
    private function letIn(object $user, string $userKey, array $amr): void
    {
        $this->session->renew();
        Held::drop();
        // Older FreePBX declares no such property, and PHP 8.2 would complain to FreePBX's error handler.
        @$user->ringlock = ['userKey' => $userKey, 'at' => time(), 'amr' => $amr];
        $_SESSION['AMP_user'] = $user;
        Log::accepted((string) $user->username, implode(', ', $amr));
    }

    private function isMarked(object $user): bool
    {
        $mark = $user->ringlock ?? null;
        return is_array($mark) && is_string($mark['userKey'] ?? null) && is_int($mark['at'] ?? null);
    }

    private function accountOf(object $user): ?Account
    {
        switch ($this->authType()) {
            case 'webserver':
                return Account::byName($this->settings->userStore(), (string) ($user->username ?? ''));
            case 'none':
                $key = $this->settings->text('auth_none_user');
                return $key === '' ? null : Account::named($key);
            default:
                return Account::ofAmpUser($this->settings->userStore(), $user);
        }
    }

    private function hasPassword(): bool
    {
        return !in_array($this->authType(), ['webserver', 'none'], true);
    }

    private function authType(): string
    {
        return strtolower((string) \FreePBX::Config()->get('AUTHTYPE'));
    }

    /** Whether FreePBX may have let somebody in with this very request. */
    private function isFreshLogin(): bool
    {
        return !$this->hasPassword() || (Request::text('username') !== '' && Request::text('password') !== '');
    }

    /** Written down by the command, for ten minutes and one request: the session's content alone proves nothing. */
    private function isUnlocked(): bool
    {
        return $this->settings->isOn('allow_unlock', true) && $this->passes->take('unlock', (string) session_id());
    }

    /** From before the gate was there. */
    private function endOldSession(): void
    {
        if (Request::wantsData()) {
            Page::data(401, ['error' => 'Not Authenticated']);
        }
        Page::redirect();
    }

    private function answerElements(object $user): void
    {
        $path = Relay::asked();
        if ($path === null) {
            return;
        }
        $mark = $user->ringlock;
        $this->session->close();
        (new Elements($this->settings))->answer($path, $mark['userKey'], $mark['amr']);
    }

    private function refuse(string $what): void
    {
        Log::note("refused: $what");
        Page::refuse(403, Texts::say('You are not logged in'), Texts::say('This way in is closed, because it asks for no second factor.'));
    }
}
