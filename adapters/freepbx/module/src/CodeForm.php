<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/** What comes from the page that asks for the code, by form or by script, until the login is over one way or the other. */
final class CodeForm
{
    /** @var Login */
    private $login;
    /** @var Held */
    private $held;
    /** @var string */
    private $widgets;
    /** @var callable(string[]): void */
    private $letIn;

    /** @param callable(string[]): void $letIn is told how the user proved who they are, and ends the request */
    public function __construct(Login $login, Held $held, string $widgets, callable $letIn)
    {
        $this->login = $login;
        $this->held = $held;
        $this->widgets = $widgets;
        $this->letIn = $letIn;
    }

    /** Always ends the request. */
    public function handle(): void
    {
        $path = Relay::asked();
        if ($path !== null) {
            $this->relay($path);
        } elseif (Request::isPost() && Request::posted('assertion') !== '') {
            $this->finish($this->login->prove($this->held, Request::posted('assertion')));
        } elseif (Request::isPost() && $this->held->isForm(Request::posted('ringlock_form'))) {
            $this->act(Request::posted('ringlock_action'));
        } else {
            $this->show();
        }
    }

    /** Ends the request with the page. */
    public function show(string $problem = '', string $note = '', int $status = 200): void
    {
        CodePage::show($this->held, $this->widgets, $this->login->relayBase(), $problem, $note, $status);
    }

    private function act(string $action): void
    {
        switch ($action) {
            case 'cancel':
                Held::drop();
                Page::redirect();
                return;
            case 'email-code':
            case 'reset':
                $this->login->mail($this->held, $action);
                $note = $action === 'reset' ? Texts::say('A link is on its way to you.') : Texts::say('A code is on its way to you.');
                $this->show('', $note);
                return;
            case 'again':
                $this->beginAgain(true);
                return;
            case 'later':
                $this->beginAgain(false);
                return;
            default:
                $code = Request::posted('ringlock_code');
                $isTrusted = Request::posted('ringlock_trust') === '1';
                $this->finish($this->login->answer($this->held, Request::posted('ringlock_factor'), $code, $isTrusted));
        }
    }

    /** After a second factor was set up: now there is a code to ask for. Or the set-up that was offered is put off. */
    private function beginAgain(bool $mayOffer): void
    {
        $step = $this->login->begin($this->held->account(), $this->held->amr(), $this->held->text('nonce'), $mayOffer);
        if ($step->challenge === null) {
            $this->finish($step);
            return;
        }
        $this->held = $this->held->renewed($step->challenge);
        $this->show();
    }

    private function relay(string $path): void
    {
        if ($path === '/token' && $this->held->get('enrolmentToken') !== null) {
            Page::data(200, ['token' => $this->held->get('enrolmentToken')]);
        }
        if (!Relay::isLoginCall($path)) {
            Page::data(401, ['error' => ['code' => 'unauthenticated', 'message' => 'Enter the code first.']]);
        }
        $body = Relay::loginBody($this->held);
        if ($body === null) {
            Page::data(401, ['error' => ['code' => 'challenge-expired', 'message' => 'Another login.']]);
        }
        $answer = $this->login->relay($path, $body ?? []);
        if (Problem::isFailure((string) $answer->errorCode())) {
            Log::failed($this->held->text('name'));
        }
        Relay::send($answer);
    }

    private function finish(Step $step): void
    {
        if ($step->amr !== null) {
            Held::drop();
            ($this->letIn)($step->amr);
            return;
        }
        if (Problem::isFailure($step->problem)) {
            Log::failed($this->held->text('name'));
        }
        if (Problem::mayTryAgain($step->problem)) {
            $text = Problem::text($step->problem, $step->answer);
            $this->show($text, '', Problem::status($step->problem));
            return;
        }
        Held::drop();
        Problem::refuse($step->problem, $step->answer);
    }
}
