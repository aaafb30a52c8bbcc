"""How common a stem is in English news: 0.0 for one that most articles have, 1.0 for one that few have.

Counted once, in every second article of realtimeqa_2022 and realtimeqa_2024 (6,765 articles): log(n/df) over log(n/20), rounded. The table
is fixed, so that what two articles share does not weigh more or less with what else is in the index.
"""

from __future__ import annotations

RARE = 1.0
"""The weight of every stem that is not listed."""

_BANDS: tuple[tuple[float, str], ...] = (
    (
        0.0,
        """
also said year
        """,
    ),
    (
        0.1,
        """
1 10 accord back call come day end even first follow get go help high includ know last like long look made make mani may month
nation near need new news one part peopl presid re report say see show sinc start state still take three time today told two us
use want way week well work
        """,
    ),
    (
        0.2,
        """
000 100 11 12 15 19 2 20 2020 25 3 30 4 5 6 7 8 abl across add addit administr ago allow along alreadi american among announc
anoth appear area around ask associ author away base becom begin believ best better big bring build busi came case caus center
chang citi clear close cnn communiti compani concern consid continu control countri creat critic current decad decis depart
develop didn differ direct director doesn don earli earlier effect effort event everi expect face fall famili far feder feel final
find five forc former found four free friday full futur general give good got govern great group hand happen head health histori
hit hold home hope hour hous howev import increas inform issu keep known larg late later law lead leader least leav left less
level life line list littl live local lot m major manag mark mean media meet member might million monday move much name never next
night north note number offer offic offici old open oper order other pass past person place plan play point possibl post potenti
power press previous protect provid public put question reach realli receiv recent record relat releas remain requir respons
result return right run school season second secur seen serv servic set sever share sign six social someth south stand statement
stop stori support system talk team term thing think third though thursday took top tri tuesday turn twitter unit universiti usa
ve washington watch wednesday whether white win without won world yet york
        """,
    ),
    (
        0.3,
        """
13 14 16 17 18 200 2016 2017 2018 2019 2021 2022 2024 21 22 23 24 26 27 28 29 40 50 500 60 9 access account act action activ
actual address advanc affect age agenc agre ahead air alleg almost although alway am america amid amount annual anyon anyth
approach approv april arriv assist attack attempt attend attorney august avail averag avoid award bad ban becam began behind
benefit biden biggest bill billion black block board bodi book break brought buy california campaign car care carolina carri
celebr central certain challeng chanc charg check chief children claim co collect colleg comment commit committe common compar
complet condit conduct confer confirm connect conserv contact contribut cost counti coupl cours court cover covid custom cut d
daili damag danger data date david dead deal death decemb decid declin defens delawar deliv demand democrat describ design despit
detail determin die difficult discuss district donald done dozen drive drop due earn east econom educ eight either elect email
emergenc employe enough ensur enter entir especi estim ever everyon everyth exampl execut expand experi expert express eye fact
fail fan featur field fight figur file fill financi fire florida focus food form forward friend front fund game gather gave
generat given global goal gov ground grow half hard hear held higher highest histor hospit host human hundr idea imag immedi
impact improv independ individu industri initi insid instead institut interest internat interview investig involv island isn
januari job joe john join journal juli june justic key kid kill kind land largest latest launch learn led legal legisl let light
limit ll locat longer lose loss lost love low lower main man march market matter measur medic men messag michael mike mile
militari minut miss moment money morn multipl must natur network novemb occur octob often onlin opportun option organiz origin
outsid owner pandem parent park parti particip particular partner pay per perform period photo pick player pm polic polici polit
popul popular posit practic prepar present presidenti pressur prevent price privat probabl problem process produc product program
project propos push quick race rais rang rate read readi real reason red reduc region regular remov repres republican request
research resid respond rest review rise risk road role room round rule safe safeti sale saturday save saw schedul secretari seek
seem senat send senior sent separ septemb seri serious seven short shot side signific similar singl sit site situat small someon
soon sourc southern space speak special specif spend spent sport spot spread spring st staff stage star stay step store street
strong struggl student studi success suggest summer sunday suppli sure taken target tell test texa thank thought thousand threat
throughout togeth total toward town track tradit train travel trump typic understand union updat vice video view visit vote voter
wait walk war warn wasn water weather websit weekend went west whose wide within woman women word worker wrote young
        """,
    ),
    (
        0.4,
        """
150 2010 2011 2012 2013 2014 2015 2023 300 31 32 33 34 35 36 38 400 42 45 48 55 600 70 75 80 800 90 abil accept accus achiev
acknowledg adam adult advis advoc affair afford afternoon agreement aid aim airport alabama alli alon altern analysi andrew angel
anim answer anti anticip apart appeal appli appoint aren argu arizona arm arrest art artist assess athlet attent attract aug awar
ballot bank bar basic battl bay beach bear beat beyond bit blame blue boost border born boston box boy brand bridg brief broke
brother brown budget built burn cancel candid cannot capac capit capitol captur card career cast catch caught centuri ceo ceremoni
chain chair chamber chicago child china choic choos chris church cite citizen civil class clean climat club coach coast cold color
colorado combin commerci commiss communic compet competit complex confid conflict congress consist constitut construct consum
contain content contest contract controversi convers cooper coordin coronavirus correct couldn council count coverag credit crew
crime crimin crisi cross crowd cultur daughter dc de debat declar deep defend definit degre delay demonstr deni depend deputi
destroy digit diseas display distanc distribut divis doctor document dog dollar domin door doubl downtown dr draw drink driver
drug easi eastern eat economi editor electr elig els emerg emot employ encourag energi enforc engag engin england enjoy environ
environment equip era essenti establish europ european evening eventu evid exact except excit exist expens experienc explain
explor extend extra extrem facebook facil factor fair farm fast father favor favorit fear februari feet fell fellow felt fewer
fifth film financ fine finish firm fit fix flag fli flight flood floor foot footbal forecast foreign foundat founder fourth
freedom frequent fuel fulli gain gas georg georgia giant girl goe gone gop governor graduat grand grant greater green growth guard
guest guid gun guy hall handl happi harm harri hasn haven heard heart heat heavi highlight hill hire holiday honor hot hotel huge
hurt husband icon identifi ii ill illeg illinoi implement incid incom indiana indic infect inflat influenc infrastructur injuri
inspir intend intens intent introduc invest invit iowa item jackson jame jan jersey jim johnson joint jr judg jump kansa kentucki
kept kevin kick king knew labor lack lake larger lawmak lawsuit lawyer leadership leagu letter lie lift link listen los maintain
manufactur maryland mass massachusett massiv match materi mayb mayor meant meanwhil memori met mexico michigan mid middl mind
minist minnesota minor mission mississippi missouri mix model monitor most mother mountain movement movi music nationwid nativ
nearbi necessari neighbor neighborhood newslett nine nomin non nonprofit normal northern noth notic nov o observ ocean oct ohio
oil oklahoma older ongo opinion oppos opposit oregon overal own pack packag page paid pain pair paper path patient paul peac
pennsylvania percent perfect perhap philadelphia phone physic pictur piec plant platform pleas plus poll poor pop pose pre predict
pretti primari prime prior prioriti prison pro profession professor progress prohibit promis promot prompt properti protest prove
publish pull purchas qualiti quarter quit r rain ralli ran rank rapid rare rather recogn recommend recov refer reflect refus
regard regist regul reject relationship relief remark rememb rep repeat replac reserv resourc respect restaur restor restrict
retir reveal revenu ride river robert rock roll rose rough rout russia russian san scale scene scienc scientist score scott screen
sea search seat select self sell sen sens sept session shape shift ship shoot shop shut simpli size slight slow smaller smith
societi sold sometim son sought sound speaker speech speed spoke spokesman spokesperson squar standard station status steve storm
stream stress stretch strike subject subscrib suffer suit sun super suprem surg surpris surround survey surviv tabl task tax
teacher technolog televis temperatur ten tennesse text thoma threaten ticket tie tip titl tom touch tour trade traffic trail
transit transport treat treatment tree trend trial trip troubl true trust tv tweet twice type ukrain ultim unlik upon urg usual
vaccin valley valu various vehicl version veteran via victim victori violat violenc virginia visitor voic wall warm wave weapon
wear welcom western whole wife wild william wilmington wind window winner winter wisconsin wit wonder worri worst worth wouldn
write written wrong x yes younger
        """,
    ),
    (
        0.5,
        """
0 120 2000 2001 2002 2004 2005 2006 2007 2008 2009 250 302 37 39 41 43 44 46 47 49 51 52 53 54 56 57 58 59 61 62 64 65 700 72 85
95 abandon abort absolut abus academi accompani accomplish acquir acr activist actor ad adjust admit adopt advantag advertis advic
advisori advocaci affili african agenda agent aggress agricultur airlin al alarm alaska alcohol alert alex allianc alongsid amaz
amend analyst andi ann anniversari anthoni anywher ap app appar appl applic appreci appropri approxim argument arkansa armi arrang
articl asid assault assembl assum atlant atlanta atmospher audienc austin automat avenu await b babi background bag balanc ball
baltimor band barrier basebal basi basketbal beauti bed beer begun behalf behavior bell belong ben bid bigger bipartisan bird
birth birthday blood blow boat bob bomb bond bottom bought bowl branch breath brian bright british broad broadcast broken bureau
bus c camera camp campus canada cancer cap capabl cash castl categori cdc cell chairman champion championship channel chapter
charact charl chase cheer chicken chines chose chosen christian christma circl circumst civilian clark classic classroom climb
clinic closer closur cloth coalit coastal code collabor collaps colleagu columbia columbus combat comfort command commission
complain complaint complic comput concert conclud condemn confront confus congression connecticut consecut consequ consider
constant consult contend convent convict convinc cook cool core corner corp corpor counsel counter craft crash creek cri crucial
cup cycl dakota dalla dan danc daniel dark davi deadlin debt debut dec decreas dedic deepli defeat defin delawareonlinecom
deliveri democraci denver deploy deserv desir destin destruct detect detroit devast devic dine dinner disabl disappoint disast
discov dismiss disput disrupt divers divid domest donat doubt draft dramat drawn dream dress drew dri driven drove duti e eagl
earth eas easier easili echo edg edit edward electron elementari elev elimin elizabeth elsewher embrac emphas empti enact encount
endors endur english enhanc entertain entri equal eric escal escap estat et evacu evalu everybodi ex examin exceed exchang exclus
exercis exit expans expir explos expos exposur extens f failur faith fallen fals fame familiar famous farmer fashion fatal fbi feb
fee feed femal festiv firefight fish flow folk forest formal fort fortun fox frame franc francisco frank fraud french fresh
frustrat fun function fundrais gap garden gate gear gender germani getti gift glass globe god gold golden gotten grab grade
greatest greg grew groceri grown guarante guidanc guilti halt hampshir hang harder hate hawaii hazard headlin headquart healthi
heavili height henri highway hike hole household houston hunt hurrican ice idaho ident ignor imagin immigr immun impos imposs
impress inbox inch incred indian indoor injur innov insist instagram instal instanc instruct insur integr intellig interact
internal internet invas investor isol j jack jail japan jason jeff jennif jet joke jone jordan joseph josh journalist journey juri
k kelli kim knock la lab label ladi landmark landscap lane languag las lay leak lean lee leg legaci legislatur liber liberti
librari licens lincoln load loan lock london longest longtim loui louisiana lowest machin madison magazin mail male mandat map mar
margin mari marin marri martin mask master matt matthew maximum meal medicin mental mention method miami mill miller mine minimum
ministri mistak mobil moder modern mom montana moon motiv mount murder museum n nanci narrow nasa nashvill nebraska negat negoti
neither net nevada newli newspap nfl nice nobodi nomine none northeast northwest notabl numer nurs obama object obtain obvious odd
offens ok olymp onto oppon opt orang otherwis outbreak outcom outdoor outlet overnight overse overturn overwhelm pace pacif paint
panel pari partial partnership passeng patrick pattern paus payment peak penalti percentag perman permit personnel perspect peter
phase phil phoenix photograph pilot plane planet plead pledg plenti politician pool port portion possess pound prais prefer prep
presenc preserv princ prize procedur proceed profil profit promin proper prosecut prosecutor prospect proud punish purpos pursu
putin qualifi queen quiet quot racial radio ray reaction realiti realiz recal recoveri recreat recruit reelect reform regardless
reli religi remind remot renew rent reopen repair republ rescu resign resist resolv resort resum retail reuter revers rhode rich
richard ring rival rocket ron root routin row royal rural rush ryan salt sam sampl sanction santa sarah seattl secret section
sector seiz sentenc settl sex sexual shelter sheriff shirt shock shore shortag shouldn shown sick sight signal signatur simpl
singer sister sixth skill sky slam slate sleep smoke snow soar soldier solut song sort southeast southwest span spark spike spirit
split spokeswoman sponsor stabil stadium stake statewid statist stem stephen stick stock stone stood straight strain strateg
strategi strength strengthen strip stronger struck structur stuck studio stuff stun style su submit substanti sudden suppos surfac
suspect suspend sustain sweep sweet swift swing switch symbol symptom tackl talent tank tap taylor teach tear tech technic teen
teenag temporari temporarili tend termin territori testifi theater theme theori throw tight tim toll toni tool topic tough tourist
tournament tower transfer transform trigger troop truck truli truth uk ukrainian un unabl unclear underway unfortun uniqu unless
unpreced unusu unveil upcom upper urban user utah util v vacat van vari varieti vast vega venu vermont villag violent virtual
virus visibl vision volunt vow vulner w wade wage wake wash wast weigh weight weren whatev widespread wildlif will wilson wing
wire wish wood worldwid wors wound wrap writer wyom yard youth zero zone
        """,
    ),
    (
        0.6,
        """
125 1996 1999 2003 2025 63 66 67 68 900 academ acceler accid accur adapt administ admiss africa aircraft aliv allen amazon
ambassador anger apolog arena asset assign attribut australia bare belov bet biolog blast bottl brain breakfast britain broader
brook caution certifi chao chemic chip christoph circuit circul clinton cloud collin commerc compli concentr concept conspiraci
copi crack creativ crown dave deleg des desanti desert disclos dispatch doug down effici egg elder elector element enrol entranc
episod error evolv excel excess exhibit faster feedback fiscal float forev format fought franchis gay golf grace guidelin hair
hero hollywood homeless honest hunter inclus indianapoli inspect interfer jay joy justin kamala kennedi kingdom kitchen knowledg l
laid laugh laura lesson lifetim liter lt lunch maker marriag metro midterm moin motion motor multi municip murphi navig
necessarili newark nick noon notifi nuclear occas oh oldest orlean outlin palm parad patrol pend pet physician pitch portland
postpon premier pride primarili princip print proof protocol pump ramp react recess reduct reput residenti resolut retain rob
roger sad sat scientif scrutini settlement seventh shake silver sing slowli smart solar solid solv somebodi speci specul steven
strict subsequ substanc succeed summit superintend tast tension timelin tini ton tonight tourism tout trace trap tribun tripl
unemploy unknown upgrad upset vital vladimir vs withdraw workforc
        """,
    ),
)

COMMON: dict[str, float] = {stem: weight for weight, stems in _BANDS for stem in stems.split()}
"""Stem → weight, 0.0..0.7."""
