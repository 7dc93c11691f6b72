import { phraseList } from '../../base/words';
import type { Meaning } from '../../contracts/session';

const yes = [
  ...phraseList(`
    yes, y, yep, yeah, yup, ok, okay, sure, of course, certainly, absolutely, definitely, agreed, go, go ahead,
    go for it, go on, proceed, do it, do that, do so, please do, allow, allow it, allow this, allow that,
    allow once, allow it once, allow this once, just this once, only this once, just once, only once, once,
    allowed, permitted, granted, approve, approved, accept, accepted, run it, lgtm, looks good, looks good to me,
    sounds good, that's fine, that is fine, fine by me, fine with me, alright, all right, 👍, 👌, ✅, ✔, ☑, 🆗
  `),
  // German, Dutch, Nordic
  ...phraseList(`
    ja, jawohl, klar, na klar, gerne, einverstanden, in ordnung, mach das, mach es, tu es, leg los, erlauben,
    erlaubt, zulassen, natürlich, akkoord, doe maar, jep, selvfølgelig, självklart
  `),
  // French
  ...phraseList(`
    oui, d'accord, vas y, allez y, bien sûr, autoriser, j'autorise
  `),
  // Spanish, Portuguese, Italian
  ...phraseList(`
    sí, si, sì, sim, claro, vale, de acuerdo, adelante, hazlo, permitir, pode, pode fazer, certo, va bene,
    d'accordo, procedi
  `),
  // Russian, Ukrainian
  ...phraseList(`
    да, конечно, хорошо, ладно, давай, разрешаю, разрешить, согласен, согласна
  `),
  // Chinese, Japanese, Korean
  ...phraseList(`
    是, 是的, 好, 好的, 可以, 行, 同意, 允许, 允許, 没问题, 沒問題, 確定, 确定, はい, うん, ええ, いいよ, どうぞ, 許可, 許可する, オーケー, 네, 예, 응, 좋아, 좋아요, 허용
  `),
  // Others
  ...phraseList(`
    evet, tamam, kyllä, joo, áno, ναι, हाँ, हां, نعم, כן
  `),
];

const no = [
  ...phraseList(`
    no, n, nope, nah, no way, don't, dont, do not, never, never ever, never mind, nevermind, forget it, cancel,
    cancel it, deny, denied, deny it, refuse, refused, decline, declined, not allowed, not ok, not okay,
    absolutely not, certainly not, definitely not, of course not, rather not, i'd rather not, better not
  `),
  ...['do not', "don't", 'dont', 'never'].flatMap((not) =>
    phraseList(`
    do it, do that, do this, run it, run that, run this, run, allow it, allow that, allow this, allow, go ahead,
    go on, proceed, even
  `).map((act) => `${not} ${act}`),
  ),
  ...phraseList(`
    👎, ❌, ✖, 🚫, ⛔, nein, nö, nee, bitte nicht, lieber nicht, auf keinen fall, mach das nicht, mach es nicht,
    tu es nicht, tu das nicht, nicht erlauben, nicht zulassen, ablehnen, keinesfalls, niemals, niet, nej, nei,
    non, surtout pas, ne fais pas ça, ne le fais pas, ne fais rien, jamais, refuser, nunca, jamás, mejor no,
    no lo hagas, no hagas eso, cancelar, não, nao, não faça, não faça isso, di no, non farlo, mai, annulla, нет,
    не надо, не нужно, не делай, не делай этого, не запускай, не стоит, ни в коем случае, никогда, отмена,
    запретить, ні, 不, 不是, 不要, 不可以, 不行, 不用, 不用了, 不好, 不同意, 不允许, 不允許, 别, 別, 拒绝, 拒絕, 取消, いいえ, いえ, いや, やめて, やめてください,
    やめる, だめ, ダメ, いらない, しないで, しないでください, 許可しない, 拒否, キャンセル, 아니, 아니요, 아니오, 아뇨, 하지 마, 하지마, 하지 마세요, 하지마세요, 거부, 취소,
    hayır, yok, nem, ei, ne, nie, όχι, नहीं, لا, לא
  `),
];

const skip = phraseList(`
    skip, skip it, skip this, skip that, skip this one, skip this step, skip that step, skip the step, leave it,
    leave it out, überspringen, überspring das, passer, omitir, pular, salta, пропусти, пропустить, 跳过, 跳過, スキップ,
    건너뛰기
  `);

/**
 * Words that say one thing and nothing else, by what they mean. A phrase may only stand here if nobody who says it
 * alone can mean anything else: what may also be thanks, doubt, a question or another language's opposite ("tak",
 * "fine", "maybe", "igen", "大丈夫") does not. Whatever stands nowhere here ("not", "but", "if", "nicht") keeps an answer
 * from choosing anything.
 */
export const plainWords: Readonly<Record<Meaning, readonly string[]>> = {
  yes,
  approve: [
    ...yes,
    ...phraseList(`
    approve it, approve the plan, approve this plan, approve and run, approve and run it, run the plan, start,
    start it, genehmigt, genehmigen, approuver, approuvé, aprobar, aprobado, aprovar, approva, одобряю, одобрено,
    批准, 承認, 承認する, 승인
  `),
  ],
  no,
  reject: [
    ...no,
    ...phraseList(`
    reject, rejected, reject it, reject the plan, reject this plan, discard it, discard the plan, drop it,
    drop the plan, forget the plan, verwerfen, rejeter, rechazar, rejeitar, rifiuta, отклонить, 却下
  `),
  ],
  skip: [...no, ...skip],
  run: phraseList(`
    for this run, for the run, for the rest of this run, for the rest of the run, allow for this run,
    allow it for this run, allow for the run, allow it for the run, allow for the rest of the run,
    allow it for the rest of the run, allow for the rest of this run, allow it for the rest of this run
  `),
  always: phraseList(`
    always, always allow, always allow it, allow always, allow it always
  `),
  again: phraseList(`
    again, once again, once more, run again, run it again, run it once more, rerun, rerun it, re run it, repeat,
    repeat it, do it again, try again, try it again, retry, noch einmal, nochmal, encore, encore une fois,
    otra vez, de novo, ancora, ещё раз, еще раз, 再来一次, 重试, もう一度, 다시
  `),
  done: phraseList(`
    done, it is done, it's done, it was done, it is already done, it's already done, already done,
    it has finished, it finished, finished, go on, it is done go on, done go on, erledigt, fertig, fait,
    c'est fait, terminé, hecho, feito, fatto, готово, 完成了, 已完成, 完了
  `),
  stop: phraseList(`
    stop, stop it, stop here, stop now, stop the run, end, end it, end here, end the run, quit, abort, halt, 🛑,
    ✋, stopp, anhalten, aufhören, hör auf, abbrechen, arrête, arrêter, arrêtez, para, parar, detener, detente,
    ferma, fermati, стоп, остановись, остановить, 停, 停止, 停下, ストップ, 中止, 止めて, 정지, 멈춰, 중지
  `),
  nothing: [
    ...skip,
    ...phraseList(`
    decline, none, nothing, none of them, none of these, no thanks, keine, nichts, aucun, aucune, rien, ninguno,
    ninguna, nada, nenhum, niente, nessuno, ничего, 没有, 無し, なし, 없음
  `),
  ],
};

/** What may stand around a phrase without meaning anything. */
export const courtesies: readonly string[] = phraseList(`
    please, pls, thanks, thank you, thx, flux, @flux, bitte, danke, merci, s'il te plaît, s'il vous plaît,
    por favor, gracias, obrigado, obrigada, per favore, grazie, пожалуйста, спасибо, 请, 請, 谢谢, 謝謝, お願いします, ください,
    ありがとう, 감사합니다, 🙏, 🙂, 😊
  `);
